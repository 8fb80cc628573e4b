#include "stats/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::stats {
namespace {

constexpr double relative = 1e-12;

TEST(PTwoSided, AgreesWithScipyIntoTheFarTail)
{
  EXPECT_NEAR(p_two_sided(0.5, 3), 0.651447964848151, 1e-14);
  EXPECT_NEAR(p_two_sided(40, 10) / 2.2808577430857475e-12, 1, relative);
  EXPECT_NEAR(p_two_sided(-40, 112) / 3.722082222401849e-68, 1, relative);
  EXPECT_NEAR(p_two_sided(10, 50000) / 1.6035933810703405e-23, 1, relative);
}

TEST(PTwoSided, IsOneAtZeroAndZeroAtInfinity)
{
  EXPECT_EQ(p_two_sided(0, 20), 1);
  EXPECT_EQ(p_two_sided(-INFINITY, 20), 0);
  EXPECT_TRUE(std::isnan(p_two_sided(NAN, 20)));
}

TEST(PUpperF, AgreesWithScipy)
{
  EXPECT_NEAR(p_upper_f(4.666666666666668, 2, 12), 0.031676352024078334, 1e-14);
  EXPECT_TRUE(std::isnan(p_upper_f(NAN, 2, 12)));
}

TEST(PUpperF, OfASquaredTIsTheTwoSidedP)
{
  EXPECT_NEAR(p_upper_f(2.5 * 2.5, 1, 31), p_two_sided(2.5, 31), 1e-15);
}

TEST(HedgesCorrection, AgreesWithTheGammaFunction)
{
  EXPECT_NEAR(hedges_correction(53), 0.9857707134197372, 1e-13);
  EXPECT_NEAR(hedges_correction(10), 0.922745608053087, 1e-13);
}

TEST(HedgesCorrection, TendsToOneMinusThreeFourthsOfTheInverse)
{
  EXPECT_NEAR(hedges_correction(50000), 1 - 3.0 / (4 * 50000 - 1), 1e-10);
}

}  // namespace
}  // namespace dmn::stats
