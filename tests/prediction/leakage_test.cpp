// Nothing of the test rows may reach the training rows: on labels that mean nothing, with strong site effects and sites
// that differ in their share of patients, the AUC of every combination is 0.5; on planted signal it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "prediction/cross_validation.hpp"
#include "prediction/made_up.hpp"

namespace dmn::prediction {
namespace {

using testing::noise;

constexpr Eigen::Index n_rows = 160;
constexpr int n_sites = 4;
constexpr Eigen::Index n_rois = 6;
constexpr int n_repeats = 12;

struct Option {
  Method method = Method::logistic;
  bool combat = false;
  bool tangent = false;
  int k = 0;  ///< folds; 0: leave one site out
};

/// Site of each row, in turn; the share of patients rises from site to site.
Eigen::VectorXd imbalanced_labels(std::uint64_t seed)
{
  Eigen::VectorXd labels = noise(n_rows, 1, seed).col(0);
  for (Eigen::Index row = 0; row < n_rows; ++row)
    labels[row] = labels[row] < -1 + 0.6 * static_cast<double>(row % n_sites) ? 1 : 0;
  return labels;
}

CrossValidation made_up(const Option& option, const Eigen::VectorXd& labels, double signal, std::uint64_t seed)
{
  const Eigen::Index p = 60;
  CrossValidation validation{.method = option.method};
  auto& source = validation.source;
  source.site = testing::sites_in_turn(n_rows, n_sites);
  source.covariates = noise(n_rows, 1, seed + 1);
  source.combat = option.combat;
  for (Eigen::Index row = 0; row < n_rows; ++row) validation.person.push_back("sub-" + std::to_string(row));
  const Eigen::MatrixXd shift = 2 * noise(n_sites, p, seed + 2);
  if (option.tangent) {
    for (Eigen::Index row = 0; row < n_rows; ++row) {
      Eigen::MatrixXd series = noise(40, n_rois, seed * 1000 + static_cast<std::uint64_t>(row));
      series.col(0) *= 1 + 0.3 * static_cast<double>(row % n_sites);
      series.col(1) += (0.3 * static_cast<double>(row % n_sites) + signal * labels[row]) * series.col(2);
      source.matrices.push_back(series.transpose() * series / 40);
    }
  } else {
    source.values = noise(n_rows, p, seed + 3);
    for (Eigen::Index row = 0; row < n_rows; ++row) {
      source.values.row(row) += shift.row(row % n_sites);
      source.values.row(row).head(5).array() += signal * labels[row];
    }
  }
  validation.folds =
      option.k == 0 ? leave_one_group_out(source.site) : k_folds(validation.person, source.site, option.k, seed);
  return validation;
}

class Leakage : public ::testing::TestWithParam<Option> {};

TEST_P(Leakage, LabelsThatMeanNothingAreNotFound)
{
  double sum = 0;
  for (int repeat = 0; repeat < n_repeats; ++repeat) {
    const auto seed = static_cast<std::uint64_t>(100 * repeat + 11);
    const Eigen::VectorXd labels = imbalanced_labels(seed);
    const auto rows = cross_validate(made_up(GetParam(), labels, 0, seed), labels);
    // CPM says a number; it orders participants all the same.
    OutOfSample ordered = rows;
    ordered.two_classes = true;
    sum += primary_measure(ordered, &OutOfSample::predicted);
  }

  // The standard deviation of the AUC of 160 rows is about 0.05; of the mean of twelve, 0.015.
  EXPECT_NEAR(sum / n_repeats, 0.5, 0.045);
}

TEST_P(Leakage, PlantedSignalIsFound)
{
  const Eigen::VectorXd labels = imbalanced_labels(5);
  auto rows = cross_validate(made_up(GetParam(), labels, 3, 5), labels);
  rows.two_classes = true;

  EXPECT_GT(primary_measure(rows, &OutOfSample::predicted), 0.8);
}

TEST_P(Leakage, RowsOfTheTestSiteNeverChangeABitOfTheWeights)
{
  const Eigen::VectorXd labels = imbalanced_labels(5);
  CrossValidation validation = made_up(GetParam(), labels, 1, 5);
  const Fold& fold = validation.folds[2];
  Eigen::VectorXd other_labels = labels;
  const Eigen::VectorXd before = FoldRun(validation, fold).weights(labels);

  for (const auto row : fold.test) {
    other_labels[row] = 1 - labels[row];
    if (validation.source.values.size() > 0) validation.source.values.row(row) *= -7;
    if (!validation.source.matrices.empty()) validation.source.matrices[static_cast<std::size_t>(row)] *= 3;
    validation.source.covariates.row(row).setConstant(100);
  }
  const Eigen::VectorXd after = FoldRun(validation, fold).weights(other_labels);

  EXPECT_TRUE((before.array() == after.array()).all());
}

INSTANTIATE_TEST_SUITE_P(EveryCombination, Leakage,
                         ::testing::Values(Option{Method::logistic}, Option{Method::logistic, true},
                                           Option{Method::logistic, false, true}, Option{Method::logistic, true, true},
                                           Option{Method::logistic, true, false, 5},
                                           Option{Method::logistic, false, true, 5}, Option{Method::cpm},
                                           Option{Method::cpm, true}, Option{Method::cpm, true, true},
                                           Option{Method::cpm, true, false, 5}, Option{Method::ridge, true},
                                           Option{Method::ridge, false, true, 5}));

}  // namespace
}  // namespace dmn::prediction
