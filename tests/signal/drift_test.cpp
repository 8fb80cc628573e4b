#include "signal/drift.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "example_run.hpp"

namespace dmn::signal {
namespace {

constexpr double tolerance = 1e-12;

TEST(RemoveTrend, LeavesNothingOfAStraightLine)
{
  FrameMatrix frames(5, 2);
  frames.col(0) << 1, 3, 5, 7, 9;
  frames.col(1) << 4, 4, 4, 4, 4;

  remove_trend(frames);

  EXPECT_LT(frames.cwiseAbs().maxCoeff(), tolerance);
}

TEST(RemoveTrend, LeavesColumnsOrthogonalToTimeAndToAConstant)
{
  FrameMatrix frames = example_series(50, 3).values;

  remove_trend(frames);

  const Eigen::VectorXd times = Eigen::VectorXd::LinSpaced(50, 0, 49);
  EXPECT_LT((times.transpose() * frames).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LT(frames.colwise().sum().cwiseAbs().maxCoeff(), 1e-9);
}

TEST(RemoveTrend, KnowsUnevenTimes)
{
  const Eigen::Vector4d times(0, 1, 5, 11);
  Eigen::MatrixXd columns(4, 1);
  columns = 3.0 - 2.0 * times.array();

  remove_trend(columns, times);

  EXPECT_LT(columns.cwiseAbs().maxCoeff(), tolerance);
}

TEST(RemoveTrend, TakesASingleFrame)
{
  FrameMatrix frames = FrameMatrix::Constant(1, 2, 3.0);
  remove_trend(frames);
  EXPECT_EQ(frames, FrameMatrix::Zero(1, 2));
}

TEST(Centre, SubtractsColumnMeans)
{
  Eigen::MatrixXd columns(2, 2);
  columns << 1, 10, 3, 20;
  Eigen::MatrixXd expected(2, 2);
  expected << -1, -5, 1, 5;

  centre(columns);

  EXPECT_EQ(columns, expected);
}

TEST(CosineBasis, HasTheNumberOfCosinesBelowTheCutOff)
{
  std::vector<Eigen::Index> all;
  for (Eigen::Index t = 0; t < 250; ++t) all.push_back(t);

  const Eigen::MatrixXd basis = cosine_basis(all, 250, base::Hertz(0.01), base::Seconds(1.89));

  EXPECT_EQ(basis.cols(), 9);
  EXPECT_NEAR(basis(10, 2), std::cos(std::numbers::pi * 3 * 21 / 500), 1e-15);
  const Eigen::MatrixXd products = basis.transpose() * basis;
  EXPECT_LT((products - 125.0 * Eigen::MatrixXd::Identity(9, 9)).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(CosineBasis, IsTakenAtTrueFrameTimes)
{
  const Eigen::MatrixXd basis = cosine_basis({3, 7}, 40, base::Hertz(0.02), base::Seconds(2.0));

  EXPECT_EQ(basis.rows(), 2);
  EXPECT_EQ(basis.cols(), 3);
  EXPECT_NEAR(basis(1, 0), std::cos(std::numbers::pi * 15 / 80), 1e-15);
}

TEST(CosineBasis, NeverHasMoreThanOneCosineLessThanFrames)
{
  EXPECT_EQ(cosine_basis({0, 1, 2}, 3, base::Hertz(100.0), base::Seconds(2.0)).cols(), 2);
}

}  // namespace
}  // namespace dmn::signal
