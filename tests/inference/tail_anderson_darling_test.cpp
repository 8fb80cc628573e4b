#include "inference/tail_anderson_darling.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::inference {
namespace {

constexpr double of_numpy = 1e-13;

TEST(ParetoSurvival, HasItsThreeShapes)
{
  EXPECT_DOUBLE_EQ(pareto_survival(1, 2, 0.5), 0.5625);
  EXPECT_DOUBLE_EQ(pareto_survival(1, 2, -0.5), 0.64);
  EXPECT_DOUBLE_EQ(pareto_survival(1, 2, 0), std::exp(-0.5));
  EXPECT_NEAR(pareto_survival(1, 2, 1e-9), std::exp(-0.5), 1e-7);
}

TEST(ParetoSurvival, EndsWhereItsSupportEnds)
{
  EXPECT_EQ(pareto_survival(4.1, 2, 0.5), 0);
  EXPECT_EQ(pareto_survival(4, 2, 0.5), 0);
}

/// Numbers of the sums written out in numpy.
TEST(AndersonDarling, IsTheWeightedSumOfLogarithms)
{
  const Eigen::VectorXd excesses = (Eigen::VectorXd(5) << 0.1, 0.4, 0.5, 1.2, 2.0).finished();

  EXPECT_NEAR(anderson_darling(excesses, 1.1, 0.2), 0.19366260187295392, of_numpy);
  EXPECT_NEAR(anderson_darling(excesses, 1.1, -0.3), 0.38648658521510004, of_numpy);
  EXPECT_NEAR(anderson_darling(excesses, 1.1, 0), 0.24583141597548774, of_numpy);
}

TEST(AndersonDarlingP, ReadsThePublishedTable)
{
  EXPECT_NEAR(anderson_darling_p(0.356, 0.5), 0.5, of_numpy);
  EXPECT_NEAR(anderson_darling_p(0.830, 0.5), 0.05, of_numpy);
  EXPECT_NEAR(anderson_darling_p(1.707, 0.5), 0.001, of_numpy);
  EXPECT_NEAR(anderson_darling_p(0.771, 0.9), 0.05, of_numpy);
}

TEST(AndersonDarlingP, InterpolatesBetweenShapesAndColumns)
{
  EXPECT_NEAR(anderson_darling_p(0.4, 0.7), 0.40454545454545454, of_numpy);
}

TEST(AndersonDarlingP, ExtrapolatesAndKeepsWithinZeroAndOne)
{
  EXPECT_NEAR(anderson_darling_p(0.2, 0.5), 0.7727272727272727, of_numpy);
  EXPECT_NEAR(anderson_darling_p(1.0, 0.95), 0.016243868255080597, of_numpy);
  EXPECT_EQ(anderson_darling_p(0.0, 0.5), 1);
  EXPECT_EQ(anderson_darling_p(3.0, 0.5), 0);
  EXPECT_EQ(anderson_darling_p(INFINITY, 0.5), 0);
}

TEST(AndersonDarlingP, IsEnteredAtAShapeOfAtLeastOneHalf)
{
  EXPECT_EQ(anderson_darling_p(0.6, -0.2), anderson_darling_p(0.6, 0.5));
}

}  // namespace
}  // namespace dmn::inference
