#include "base/text.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace dmn::base {
namespace {

using testing::ElementsAre;

TEST(Text, TrimRemovesBlanksAtBothEndsOnly)
{
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \t "), "");
}

TEST(Text, SplitKeepsEmptyFields)
{
  EXPECT_THAT(split("a\t\tb\t", '\t'), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Text, NumbersAreReadWholeOrNotAtAll)
{
  EXPECT_EQ(parse_double(" +1.5e3 "), 1500.0);
  EXPECT_EQ(parse_double("1.5x"), std::nullopt);
  EXPECT_EQ(parse_double("1,5"), std::nullopt);
  EXPECT_EQ(parse_double(""), std::nullopt);
  EXPECT_EQ(parse_integer("-7"), -7);
  EXPECT_EQ(parse_integer("7.0"), std::nullopt);
}

TEST(Text, EveryWayATableSaysMissingIsMissing)
{
  for (const auto* cell : {"n/a", "N/A", "", " ", "NA", "nan", "NaN"}) EXPECT_TRUE(is_missing(cell)) << cell;
  for (const auto* cell : {"0", "none", "nana", "-"}) EXPECT_FALSE(is_missing(cell)) << cell;
}

TEST(Text, NumbersAreWrittenSoThatTheyReadBackTheSame)
{
  for (const double value : {0.1, 1.0 / 3.0, 1e-300, -6.02214076e23, 5e-324}) {
    EXPECT_EQ(parse_double(format_number(value)), value);
  }
  EXPECT_EQ(format_number(0.5), "0.5");
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "n/a");
}

TEST(Text, NearestFindsTheWordThatWasMeant)
{
  const std::vector<std::string> options{"denoise.fd_mm", "denoise.filter", "group.model"};
  EXPECT_EQ(nearest("denoise.fdmm", options), "denoise.fd_mm");
  EXPECT_EQ(nearest("group.modle", options), "group.model");
  EXPECT_EQ(nearest("x", options), "");
}

TEST(Text, AStarStandsForAnyCharacters)
{
  EXPECT_TRUE(matches_wildcard("trans_*", "trans_x_derivative1"));
  EXPECT_TRUE(matches_wildcard("*_comp_*_00", "a_comp_cor_00"));
  EXPECT_TRUE(matches_wildcard("csf", "csf"));
  EXPECT_FALSE(matches_wildcard("csf", "csf_power2"));
  EXPECT_FALSE(matches_wildcard("rot_*", "trans_x"));
  EXPECT_TRUE(matches_wildcard("*", ""));
}

}  // namespace
}  // namespace dmn::base
