#include "prediction/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "prediction/bootstrap.hpp"
#include "prediction/made_up.hpp"

namespace dmn::prediction {
namespace {

using testing::noise;

OutOfSample rows(bool two_classes, const Eigen::VectorXd& outcome, const Eigen::VectorXd& predicted,
                 std::vector<std::string> sites)
{
  return {.two_classes = two_classes,
          .outcome = outcome,
          .predicted = predicted,
          .covariates_only = Eigen::VectorXd::Constant(outcome.size(), outcome.mean()),
          .with_covariates = predicted,
          .training_mean = Eigen::VectorXd::Constant(outcome.size(), outcome.mean()),
          .site = std::move(sites)};
}

TEST(Auc, CountsPairsAndHalvesTies)
{
  EXPECT_DOUBLE_EQ(auc(Eigen::Vector4d(0, 0, 1, 1), Eigen::Vector4d(0.1, 0.4, 0.35, 0.8)), 0.75);
  EXPECT_DOUBLE_EQ(auc(Eigen::Vector4d(0, 1, 0, 1), Eigen::Vector4d(0.5, 0.5, 0.5, 0.5)), 0.5);
  EXPECT_TRUE(std::isnan(auc(Eigen::Vector2d(1, 1), Eigen::Vector2d(0, 1))));
}

TEST(Measures, LeaveASiteWithOneClassOutOfTheAucAndKeepItInTheBrierScore)
{
  Eigen::VectorXd y(6);
  y << 0, 1, 0, 1, 1, 1;
  Eigen::VectorXd p(6);
  p << 0.2, 0.8, 0.3, 0.7, 0.5, 0.5;

  const auto found = measures(rows(true, y, p, {"A", "A", "B", "B", "C", "C"}), &OutOfSample::predicted);

  EXPECT_DOUBLE_EQ(found.auc, 1);
  EXPECT_DOUBLE_EQ(found.balanced_accuracy, 1);
  EXPECT_NEAR(found.brier, (0.04 + 0.04 + 0.09 + 0.09 + 0.25 + 0.25) / 6, 1e-15);
  EXPECT_TRUE(std::isnan(
      measures_by_site(rows(true, y, p, {"A", "A", "B", "B", "C", "C"}), &OutOfSample::predicted)[2].measures.auc));
}

TEST(Measures, CompareClassesWithinAFoldOnly)
{
  OutOfSample data =
      rows(true, Eigen::Vector4d(0, 1, 0, 1), Eigen::Vector4d(0.5, 0.6, 0.1, 0.2), std::vector<std::string>(4, "A"));
  const double across = measures(data, &OutOfSample::predicted).auc;
  data.stratum = {"A1", "A1", "A2", "A2"};

  EXPECT_DOUBLE_EQ(across, 0.75);
  EXPECT_DOUBLE_EQ(measures(data, &OutOfSample::predicted).auc, 1);
}

TEST(Measures, OfWorseThanTheMeanHaveANegativeQ2)
{
  const auto found =
      measures(rows(false, Eigen::Vector4d(1, 2, 3, 4), Eigen::Vector4d(4, 3, 2, 1), std::vector<std::string>(4, "A")),
               &OutOfSample::predicted);

  EXPECT_DOUBLE_EQ(found.q2, 1 - 20.0 / 5.0);
  EXPECT_DOUBLE_EQ(found.r, -1);
  EXPECT_DOUBLE_EQ(found.mae, 2);
  EXPECT_DOUBLE_EQ(found.calibration_slope, -1);
}

TEST(Measures, CalibrationIsOneAndZeroForTrueProbabilities)
{
  const Eigen::VectorXd logit = 1.5 * noise(20000, 1, 1).col(0);
  const Eigen::VectorXd p = 1 / (1 + (-logit.array()).exp());
  const Eigen::VectorXd uniform =
      noise(20000, 1, 2).col(0).unaryExpr([](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); });
  const Eigen::VectorXd y = (uniform.array() < p.array()).cast<double>();
  const Eigen::VectorXd overconfident = 1 / (1 + (-2 * logit.array() - 1).exp());

  const auto good = measures(rows(true, y, p, std::vector<std::string>(20000, "A")), &OutOfSample::predicted);
  const auto bad =
      measures(rows(true, y, overconfident, std::vector<std::string>(20000, "A")), &OutOfSample::predicted);

  EXPECT_NEAR(good.calibration_slope, 1, 0.05);
  EXPECT_NEAR(good.calibration_intercept, 0, 0.05);
  EXPECT_NEAR(bad.calibration_slope, 0.5, 0.03);
}

TEST(Bootstrap, CoversTheMeasureAndIsAFunctionOfTheSeed)
{
  const Eigen::VectorXd y = noise(100, 1, 1);
  const Eigen::VectorXd predicted = 0.5 * y + noise(100, 1, 2).col(0);
  const OutOfSample data = rows(false, y, predicted, testing::sites_in_turn(100, 3));
  const auto found = bootstrap(data, 7, 500);
  const auto all = measures(data, &OutOfSample::predicted);

  EXPECT_LT(found.r.low, all.r);
  EXPECT_GT(found.r.high, all.r);
  EXPECT_LT(found.r.high - found.r.low, 0.5);
  EXPECT_EQ(found.r.low, bootstrap(data, 7, 500).r.low);
  EXPECT_NE(found.r.low, bootstrap(data, 8, 500).r.low);
  EXPECT_TRUE(std::isnan(found.auc.low));
}

}  // namespace
}  // namespace dmn::prediction
