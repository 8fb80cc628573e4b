#include "simulation/connectivity_model.hpp"

#include <gmock/gmock.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "simulation/run_signals.hpp"
#include "small_rois.hpp"

namespace dmn::simulation {
namespace {

using testing::small_rois;

double smallest_eigenvalue(const Eigen::MatrixXd& matrix)
{
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix).eigenvalues().minCoeff();
}

/// Fisher z of one pair of ROIs for many people of one kind.
Eigen::VectorXd own_fisher_z(const ConnectivityModel& model, int n, bool patients, int site, int i, int j)
{
  Eigen::VectorXd z(n);
  for (int k = 0; k < n; ++k) {
    Participant person;
    person.number = static_cast<std::uint32_t>(k + (patients ? n : 0));
    person.patient = patients;
    person.age = 45;
    person.depression = patients ? 13 : 5;
    person.pain = 5.5;
    person.site = site;
    const Eigen::MatrixXd mixing = model.mixing(person, 0);
    z(k) = std::atanh(mixing.row(i).dot(mixing.row(j)));
  }
  return z;
}

double sd(const Eigen::VectorXd& values)
{
  return std::sqrt((values.array() - values.mean()).square().sum() / static_cast<double>(values.size() - 1));
}

SimulateOptions without_sites_or_effects()
{
  SimulateOptions options;
  options.effects = {};
  options.site_offset = 0;
  options.site_scale = 0;
  return options;
}

TEST(CorrelationOf, LeavesADefiniteMatrixAlone)
{
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(3, 3);
  z(0, 1) = z(1, 0) = 0.5;

  const Eigen::MatrixXd correlation = correlation_of(z);

  EXPECT_DOUBLE_EQ(correlation(0, 1), std::tanh(0.5));
  EXPECT_EQ(correlation(2, 2), 1);
  EXPECT_EQ(correlation(0, 2), 0);
}

TEST(CorrelationOf, MakesAnImpossibleMatrixPositiveDefinite)
{
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(3, 3);
  z(0, 1) = z(1, 0) = z(0, 2) = z(2, 0) = 2;
  z(1, 2) = z(2, 1) = -2;

  const Eigen::MatrixXd correlation = correlation_of(z);

  EXPECT_GT(smallest_eigenvalue(correlation), 1e-3);
  EXPECT_TRUE(correlation.diagonal().isOnes(0));
  EXPECT_TRUE(correlation.isApprox(correlation.transpose(), 0));
}

TEST(RestingConnectivity, IsStrongestWithinNetworksAndPositiveDefinite)
{
  const Eigen::MatrixXd z = resting_fisher_z(small_rois());

  EXPECT_DOUBLE_EQ(z(0, 1), 0.65);
  EXPECT_DOUBLE_EQ(z(0, 2), 0.40);
  EXPECT_DOUBLE_EQ(z(2, 3), 0.90);
  EXPECT_DOUBLE_EQ(z(0, 4), -0.05);
  EXPECT_DOUBLE_EQ(z(0, 7), 0.10);
  EXPECT_GT(smallest_eigenvalue(correlation_of(z)), 0.1);
}

TEST(ConnectivityModel, MovesTheExpectedFisherZByThePlantedEffect)
{
  SimulateOptions options = without_sites_or_effects();
  options.effects = {"DMN-Salience=0.2", "DMN-Salience=0.05", "age:DMN=-0.1"};
  const ConnectivityModel model(options, small_rois());
  Participant control;
  control.age = 55;
  Participant patient = control;
  patient.patient = true;

  const Eigen::MatrixXd without = model.expected_correlation(control, 0);
  const Eigen::MatrixXd with = model.expected_correlation(patient, 0);

  EXPECT_NEAR(std::atanh(with(0, 4)) - std::atanh(without(0, 4)), 0.25, 1e-12);
  EXPECT_NEAR(std::atanh(with(0, 1)) - std::atanh(without(0, 1)), 0, 1e-12);
  EXPECT_NEAR(std::atanh(without(0, 1)), 0.65 - 0.1, 1e-12);
  EXPECT_NEAR(model.effect_of(Variable::group)(4, 0), 0.25, 1e-12);
  EXPECT_NEAR(model.effect_of(Variable::age)(0, 1), -0.1, 1e-12);
}

TEST(ConnectivityModel, GivesParticipantsTheSpreadThatWasAskedFor)
{
  const ConnectivityModel model(without_sites_or_effects(), small_rois());

  const Eigen::VectorXd z = own_fisher_z(model, 400, false, 0, 0, 2);

  EXPECT_NEAR(z.mean(), 0.40, 5 * 0.1 / std::sqrt(400.0));
  EXPECT_NEAR(sd(z), 0.1, 5 * 0.1 / std::sqrt(800.0));
}

TEST(ConnectivityModel, RecoversAPlantedEffectOverManyParticipants)
{
  SimulateOptions options = without_sites_or_effects();
  options.effects = {"core-insula=0.08"};
  const ConnectivityModel model(options, small_rois());
  constexpr int n = 600;

  const auto difference = [&](int i, int j) {
    return own_fisher_z(model, n, true, 0, i, j).mean() - own_fisher_z(model, n, false, 0, i, j).mean();
  };

  const double standard_error = 0.1 * std::sqrt(2.0 / n);
  EXPECT_NEAR(difference(0, 5), 0.08, 4 * standard_error);
  EXPECT_NEAR(difference(1, 6), 0.08, 4 * standard_error);
  EXPECT_NEAR(difference(2, 5), 0.00, 4 * standard_error);
}

TEST(ConnectivityModel, ShiftsAndScalesSites)
{
  SimulateOptions options = without_sites_or_effects();
  options.sites = 2;
  options.site_offset = 0.1;
  options.site_scale = 0.5;
  const ConnectivityModel model(options, small_rois());
  constexpr int n = 400;

  for (int site = 0; site < 2; ++site) {
    const Site& truth = model.sites()[static_cast<std::size_t>(site)];
    const Eigen::VectorXd z = own_fisher_z(model, n, false, site, 0, 4);
    const double expected_sd = 0.1 * truth.scale;
    EXPECT_NEAR(z.mean(), -0.05 + truth.fisher_z_offset(0, 4), 5 * expected_sd / std::sqrt(double{n}));
    EXPECT_NEAR(sd(z), expected_sd, 5 * expected_sd / std::sqrt(2.0 * n));
  }
  EXPECT_NE(model.sites()[0].fisher_z_offset(0, 4), model.sites()[1].fisher_z_offset(0, 4));
  EXPECT_EQ(model.sites()[0].fisher_z_offset(0, 4), model.sites()[0].fisher_z_offset(3, 6));
}

TEST(ConnectivityModel, KeepsTheReliableShareOverSessions)
{
  const ConnectivityModel model(without_sites_or_effects(), small_rois());
  constexpr int n = 400;
  Eigen::VectorXd first(n);
  Eigen::VectorXd second(n);
  for (int k = 0; k < n; ++k) {
    Participant person;
    person.number = static_cast<std::uint32_t>(k);
    const Eigen::MatrixXd a = model.mixing(person, 0);
    const Eigen::MatrixXd b = model.mixing(person, 1);
    first(k) = a.row(0).dot(a.row(2));
    second(k) = b.row(0).dot(b.row(2));
  }

  const Eigen::ArrayXd x = first.array() - first.mean();
  const Eigen::ArrayXd y = second.array() - second.mean();
  // Deviations are products of two Gaussians: a share of 0.8 of the variance of each gives a correlation of about 0.8
  // squared.
  EXPECT_NEAR((x * y).sum() / std::sqrt(x.square().sum() * y.square().sum()), 0.64, 0.12);
}

TEST(RoiSignals, HaveTheParticipantsOwnCorrelations)
{
  SimulateOptions options = without_sites_or_effects();
  options.volumes = {4000};
  const ConnectivityModel model(options, small_rois());
  const Participant person = draw_participants(options)[3];

  const Eigen::MatrixXd signals = simulate_roi_signals(model, options, person, {});

  const Eigen::MatrixXd centred = signals.rowwise() - signals.colwise().mean();
  const Eigen::VectorXd norms = centred.colwise().norm();
  const Eigen::MatrixXd mixing = model.mixing(person, 0);
  const Eigen::MatrixXd expected = mixing * mixing.transpose();
  // 8,000 s of a band of about 0.06 Hz hold about 1,000 independent samples.
  for (int i = 0; i < 8; ++i)
    for (int j = i + 1; j < 8; ++j) {
      const double r = centred.col(i).dot(centred.col(j)) / (norms(i) * norms(j));
      EXPECT_NEAR(std::atanh(r), std::atanh(expected(i, j)), 0.15);
    }
}

TEST(RoiSignals, OfRunsAndSessionsDiffer)
{
  SimulateOptions options;
  options.sessions = 2;
  options.runs = 2;
  const ConnectivityModel model(options, small_rois());
  const Participant person = draw_participants(options)[0];

  const auto first = simulate_roi_signals(model, options, person, {.session = 0, .run = 0});

  EXPECT_EQ(first, simulate_roi_signals(model, options, person, {.session = 0, .run = 0}));
  EXPECT_NE(first, simulate_roi_signals(model, options, person, {.session = 0, .run = 1}));
  EXPECT_NE(first, simulate_roi_signals(model, options, person, {.session = 1, .run = 0}));
}

}  // namespace
}  // namespace dmn::simulation
