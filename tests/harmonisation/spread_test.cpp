#include "harmonisation/spread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace dmn::harmonisation {
namespace {

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoMiddleValues)
{
  std::vector<double> odd{5, 1, 3};
  std::vector<double> even{4, 1, 9, 2};
  std::vector<double> none;

  EXPECT_EQ(median(odd), 3);
  EXPECT_EQ(median(even), 3);
  EXPECT_TRUE(std::isnan(median(none)));
}

TEST(Spread, IsMeasuredFromTheMedian)
{
  std::vector<double> values{1, 3, 4, 8};

  const SiteSpread spread = spread_of(values);

  EXPECT_EQ(spread.n, 4);
  EXPECT_NEAR(spread.sd, std::sqrt(26.0 / 3), 1e-14);
  EXPECT_NEAR(spread.mean_distance, 2, 1e-14);  // of 2.5, 0.5, 0.5, 4.5
  EXPECT_NEAR(spread.ss_distance, 11, 1e-14);
}

TEST(BrownForsythe, AgreesWithScipy)
{
  std::vector<double> a{1, 3, 4, 9};
  std::vector<double> b{2, 2.5, 3, 2.2, 2.9};
  std::vector<double> c{0, 8, -3, 5};

  // scipy.stats.levene(a, b, c, center="median"), 1.10.1
  EXPECT_NEAR(brown_forsythe_p({spread_of(a), spread_of(b), spread_of(c)}), 0.021419308410847656, 1e-13);
}

TEST(BrownForsythe, HasNoAnswerWhereDistancesDoNotVary)
{
  std::vector<double> a{1, 3};
  std::vector<double> b{2, 9};

  EXPECT_TRUE(std::isnan(brown_forsythe_p({spread_of(a), spread_of(b)})));
  EXPECT_TRUE(std::isnan(brown_forsythe_p({spread_of(a)})));
}

}  // namespace
}  // namespace dmn::harmonisation
