#include "clinical/reliable_change.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dmn::clinical {
namespace {

TEST(SessionAgreement, IsThatOfShroutAndFleissForTheFirstTwoJudges)
{
  // Table 2, judges 1 and 2; mean squares 4.6833 (targets), 80.0833 (judges), 0.6833 (rest).
  Eigen::VectorXd first(6);
  Eigen::VectorXd second(6);
  first << 9, 6, 8, 7, 10, 6;
  second << 2, 1, 4, 1, 5, 2;
  const auto found = session_agreement(first, second);

  EXPECT_NEAR(found.icc, 0.1256544502617801, 1e-12);
  EXPECT_EQ(found.n, 6);
}

TEST(SessionAgreement, IsOneForEqualSessionsAndLeavesOutWhoLacksOne)
{
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Vector4d values(1, 2, 4, missing);
  const auto found = session_agreement(values, Eigen::Vector4d(1, 2, 4, 9));
  EXPECT_NEAR(found.icc, 1, 1e-12);
  EXPECT_EQ(found.n, 3);
  EXPECT_NEAR(found.sd, std::sqrt(7.0 / 3), 1e-12);
  EXPECT_TRUE(std::isnan(session_agreement(Eigen::VectorXd::Ones(1), Eigen::VectorXd::Ones(1)).icc));
}

TEST(ReliableChange, IsTheChangeInUnitsOfItsNoise)
{
  EXPECT_NEAR(reliable_change(0.3, 0.2, 0.5), 1.5, 1e-12);
  EXPECT_TRUE(std::isnan(reliable_change(0.3, 0.2, 1.0)));
  EXPECT_TRUE(std::isnan(reliable_change(0.3, 0.0, 0.5)));
  EXPECT_TRUE(std::isnan(reliable_change(0.3, 0.2, std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace dmn::clinical
