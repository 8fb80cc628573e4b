#include "stats/number_summary.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <vector>

namespace dmn::stats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(NumberSummary, DescribesFiniteValuesAndCountsTheOthers)
{
  const std::vector<double> values = {2, NAN, 4, infinity, 9};

  const auto summary = summarise_numbers(values);

  EXPECT_EQ(summary.n, 5);
  EXPECT_EQ(summary.n_missing, 1);
  EXPECT_EQ(summary.n_infinite, 1);
  EXPECT_EQ(summary.minimum, 2);
  EXPECT_EQ(summary.maximum, 9);
  EXPECT_EQ(summary.sum, 15);
  EXPECT_DOUBLE_EQ(summary.sd, std::sqrt((9.0 + 1 + 16) / 3));
}

TEST(NumberSummary, SeesValuesThatChangedPlaces)
{
  const std::vector<double> values = {1, 2, 3};
  const std::vector<double> turned = {3, 2, 1};

  EXPECT_DOUBLE_EQ(summarise_numbers(values).weighted, (1 * 1 + 2 * 2 + 3 * 3) / 7.0);
  EXPECT_NE(summarise_numbers(values).weighted, summarise_numbers(turned).weighted);
  EXPECT_EQ(summarise_numbers(values).sum, summarise_numbers(turned).sum);
}

TEST(NumberSummary, OfNothingIsMissing)
{
  const auto summary = summarise_numbers({});

  EXPECT_EQ(summary.n, 0);
  EXPECT_TRUE(std::isnan(summary.minimum));
  EXPECT_TRUE(std::isnan(summary.sum));
  EXPECT_TRUE(std::isnan(summary.sd));
}

}  // namespace
}  // namespace dmn::stats
