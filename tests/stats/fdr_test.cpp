#include "stats/fdr.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::stats {
namespace {

TEST(FdrQ, FollowsTheStepUpRuleByHand)
{
  const Eigen::VectorXd q = fdr_q(Eigen::Vector4d(0.04, 0.01, 0.03, 0.5));

  EXPECT_DOUBLE_EQ(q[0], 0.04 * 4 / 3);
  EXPECT_DOUBLE_EQ(q[1], 0.04);
  EXPECT_DOUBLE_EQ(q[2], 0.04 * 4 / 3);
  EXPECT_DOUBLE_EQ(q[3], 0.5);
}

TEST(FdrQ, DoesNotCountWhatWasNotTested)
{
  const Eigen::VectorXd q = fdr_q(Eigen::Vector4d(0.04, NAN, 0.01, NAN));

  EXPECT_DOUBLE_EQ(q[0], 0.04);
  EXPECT_DOUBLE_EQ(q[2], 0.02);
  EXPECT_TRUE(std::isnan(q[1]));
}

TEST(FdrQ, IsNeverAboveOne)
{
  EXPECT_EQ(fdr_q(Eigen::Vector3d(1, 1, 0.9)).maxCoeff(), 1);
}

TEST(FdrQ, OfNothingIsNothing)
{
  EXPECT_EQ(fdr_q(Eigen::VectorXd()).size(), 0);
}

}  // namespace
}  // namespace dmn::stats
