#include "markers/reliability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::markers {
namespace {

const double nan = std::nan("");

TEST(Reliability, IsOneForEqualMeasurementsOfDifferentPeople)
{
  Eigen::MatrixXd x(3, 2);
  x << 1, 1, 2, 2, 4, 4;
  const auto icc = intraclass_correlation(x);
  EXPECT_DOUBLE_EQ(icc.agreement, 1);
  EXPECT_DOUBLE_EQ(icc.consistency, 1);
}

TEST(Reliability, AShiftBetweenSessionsLowersAgreementAlone)
{
  Eigen::MatrixXd x(4, 2);
  x << 1, 3, 2, 4, 4, 6, 7, 9;
  const auto icc = intraclass_correlation(x);
  EXPECT_DOUBLE_EQ(icc.consistency, 1);
  EXPECT_LT(icc.agreement, 0.9);
}

TEST(Reliability, IsNegativeWherePeopleDifferLessThanTheirScans)
{
  Eigen::MatrixXd x(3, 2);
  x << 1, 2, 2, 1, 1.5, 1.5;
  EXPECT_DOUBLE_EQ(intraclass_correlation(x).consistency, -1);
}

TEST(Reliability, LeavesOutPeopleWhoLackAMeasurement)
{
  Eigen::MatrixXd x(4, 2);
  x << 1, 1.5, 2, nan, 3, 2, 5, 4;
  Eigen::MatrixXd without(3, 2);
  without << 1, 1.5, 3, 2, 5, 4;
  EXPECT_EQ(intraclass_correlation(x).agreement, intraclass_correlation(without).agreement);
  EXPECT_EQ(intraclass_correlation(x).n, 3);
}

TEST(Reliability, IsThatOfShroutAndFleissForTheFirstTwoJudges)
{
  // Table 2, judges 1 and 2; mean squares 4.6833 (targets), 80.0833 (judges), 0.6833 (rest).
  Eigen::MatrixXd x(6, 2);
  x << 9, 2, 6, 1, 8, 4, 7, 1, 10, 5, 6, 2;
  EXPECT_NEAR(intraclass_correlation(x).agreement, 0.1256544502617801, 1e-12);
}

TEST(Reliability, KnowsTheSpreadOfTheFirstSession)
{
  Eigen::MatrixXd x(4, 2);
  x << 1, 1.5, 2, 3, 4, 2, nan, 9;
  EXPECT_NEAR(intraclass_correlation(x).sd_first, std::sqrt(7.0 / 3), 1e-12);
}

TEST(Reliability, IsUnknownOfOnePersonOrWhereNothingVaries)
{
  EXPECT_TRUE(std::isnan(intraclass_correlation(Eigen::MatrixXd::Ones(1, 2)).agreement));
  EXPECT_TRUE(std::isnan(intraclass_correlation(Eigen::MatrixXd::Ones(5, 2)).agreement));
  EXPECT_TRUE(std::isnan(reliability_half_width(nan)));
}

TEST(Reliability, PerfectMeasurementsHaveNoInterval)
{
  EXPECT_EQ(reliability_half_width(1), 0);
  EXPECT_DOUBLE_EQ(reliability_half_width(0.75), 0.98);
}

TEST(ReliableChange, IsTheChangeInUnitsOfTheNoiseOfADifference)
{
  EXPECT_DOUBLE_EQ(reliable_change(3, 2, 0.5), 1.5);
  EXPECT_DOUBLE_EQ(reliable_change(-3, 2, 0.5), -1.5);
}

TEST(ReliableChange, IsUnknownWithoutSpreadOrNoise)
{
  EXPECT_TRUE(std::isnan(reliable_change(1, 0, 0.5)));
  EXPECT_TRUE(std::isnan(reliable_change(1, 2, 1)));
  EXPECT_TRUE(std::isnan(reliable_change(1, 2, nan)));
}

}  // namespace
}  // namespace dmn::markers
