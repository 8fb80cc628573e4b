#include "markers/normative.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "base/error.hpp"

namespace dmn::markers {
namespace {

constexpr double rounding = 1e-11;

/// An intercept and two random columns.
Eigen::MatrixXd random_design(Eigen::Index n, unsigned seed = 2)
{
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd x = Eigen::MatrixXd::NullaryExpr(n, 3, [&] { return normal(random); });
  x.col(0).setOnes();
  return x;
}

Eigen::VectorXd random_values(Eigen::Index n, unsigned seed = 9)
{
  return random_design(n, seed).col(1);
}

Eigen::MatrixXd without(const Eigen::MatrixXd& x, Eigen::Index row)
{
  std::vector<Eigen::Index> others;
  for (Eigen::Index other = 0; other < x.rows(); ++other) {
    if (other != row) others.push_back(other);
  }
  return x(others, Eigen::all);
}

TEST(NormativeModel, MeanAndSpreadOfControlsWithoutCovariates)
{
  const Eigen::VectorXd y = Eigen::Vector4d(1, 2, 3, 6);
  const auto model = fit_normative_model(Eigen::MatrixXd::Ones(4, 1), y);
  const auto found = deviation(model, Eigen::VectorXd::Ones(1), 7);

  EXPECT_DOUBLE_EQ(found.expected, 3);
  EXPECT_EQ(found.df, 3);
  EXPECT_NEAR(found.t, (7 - 3) / (std::sqrt(14.0 / 3) * std::sqrt(1.25)), rounding);
}

TEST(NormativeModel, WithoutARowIsTheFitOfTheOthers)
{
  const auto x = random_design(12);
  const auto y = random_values(12);
  const auto all = fit_normative_model(x, y);

  for (Eigen::Index row = 0; row < 12; ++row) {
    const auto updated = without_row(all, x.row(row), y[row]);
    const auto refitted = fit_normative_model(without(x, row), without(y, row));
    EXPECT_TRUE(updated.coefficients.isApprox(refitted.coefficients, rounding));
    EXPECT_TRUE(updated.inverse_gram.isApprox(refitted.inverse_gram, rounding));
    EXPECT_NEAR(updated.residual_sd, refitted.residual_sd, rounding);
    EXPECT_EQ(updated.df(), refitted.df());
  }
}

TEST(NormativeModel, AControlsDeviationIsTheExternallyStudentisedResidual)
{
  const auto x = random_design(15);
  const auto y = random_values(15);
  const auto model = fit_normative_model(x, y);
  const Eigen::VectorXd residual = y - x * model.coefficients;

  for (Eigen::Index row = 0; row < 15; ++row) {
    const double h = leverage(model, x.row(row));
    const double rss = residual.squaredNorm() - residual[row] * residual[row] / (1 - h);
    const double studentised = residual[row] / std::sqrt(rss / 11 * (1 - h));
    EXPECT_NEAR(deviation(without_row(model, x.row(row), y[row]), x.row(row), y[row]).t, studentised, rounding);
  }
}

TEST(NormativeModel, ADependentColumnChangesNothingWhereItDependsInEveryoneElseToo)
{
  const auto x = random_design(10);
  const auto y = random_values(10);
  Eigen::MatrixXd more(10, 4);
  more << x, 2 * x.col(1);
  const auto model = fit_normative_model(more, y);
  Eigen::VectorXd person(4);
  person << 1, 0.5, -1, 1;

  EXPECT_EQ(model.rank, 3);
  EXPECT_TRUE(is_told_by_controls(model, person));
  EXPECT_NEAR(deviation(model, person, 0.3).t, deviation(fit_normative_model(x, y), person.head(3), 0.3).t, rounding);
}

TEST(NormativeModel, SaysNothingOfAPersonWhoVariesAsNoControlDid)
{
  const auto x = random_design(10);
  Eigen::MatrixXd more(10, 4);
  more << x, 2 * x.col(1);
  Eigen::VectorXd person(4);
  person << 1, 0.5, -1, 3;

  EXPECT_FALSE(is_told_by_controls(fit_normative_model(more, random_values(10)), person));
}

TEST(NormativeModel, ARowThatAloneDeterminesAColumnCannotBeComparedWithTheOthers)
{
  Eigen::MatrixXd x = random_design(8);
  x.col(2).setZero();
  x(4, 2) = 1;
  const auto model = fit_normative_model(x, random_values(8));

  EXPECT_TRUE(std::isnan(deviation(without_row(model, x.row(4), 0.1), x.row(4), 0.1).z));
}

TEST(NormativeModel, ControlsWithoutSpreadGiveNoDeviation)
{
  const auto model = fit_normative_model(random_design(8), Eigen::VectorXd::Constant(8, 0.3));

  EXPECT_EQ(model.residual_sd, 0);
  EXPECT_TRUE(std::isnan(deviation(model, Eigen::Vector3d(1, 0, 0), 0.4).z));
}

TEST(NormativeModel, NoDegreeOfFreedomGivesNoDeviation)
{
  const auto model = fit_normative_model(random_design(3), random_values(3));

  EXPECT_TRUE(std::isnan(model.residual_sd));
  EXPECT_TRUE(std::isnan(deviation(model, Eigen::Vector3d(1, 0, 0), 0.4).z));
}

TEST(NormativeModel, NeedsAValueForEachRow)
{
  EXPECT_THROW(fit_normative_model(random_design(8), random_values(7)), base::ShapeError);
}

TEST(Deviation, TheMiddleOfTheControlsIsTheFiftiethPercentile)
{
  const auto model = fit_normative_model(Eigen::MatrixXd::Ones(4, 1), Eigen::Vector4d(1, 2, 3, 6));

  EXPECT_DOUBLE_EQ(deviation(model, Eigen::VectorXd::Ones(1), 3).percentile, 50);
  EXPECT_NEAR(deviation(model, Eigen::VectorXd::Ones(1), 5).z, -deviation(model, Eigen::VectorXd::Ones(1), 1).z,
              rounding);
}

}  // namespace
}  // namespace dmn::markers
