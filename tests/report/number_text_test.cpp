#include "report/number_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dmn::report {
namespace {

TEST(Fixed, HasATrueMinusSignAndNoMinusZero)
{
  EXPECT_EQ(fixed(-0.215, 2), "−0.21");
  EXPECT_EQ(fixed(-0.001, 2), "0.00");
  EXPECT_EQ(fixed(NAN, 2), "n/a");
  EXPECT_EQ(fixed(-std::numeric_limits<double>::infinity(), 2), "−∞");
}

TEST(SignedFixed, MarksWhatIsAboveZero)
{
  EXPECT_EQ(signed_fixed(0.5, 1), "+0.5");
  EXPECT_EQ(signed_fixed(-0.5, 1), "−0.5");
  EXPECT_EQ(signed_fixed(0, 1), "0.0");
}

TEST(Probability, IsNeverZeroNorOne)
{
  EXPECT_EQ(probability(0.0004), "< .001");
  EXPECT_EQ(probability(0.0412), ".041");
  EXPECT_EQ(probability(1), "> .999");
  EXPECT_EQ(probability(0.9987), ".999");
  EXPECT_EQ(p_text("p", 1e-9), "p < .001");
  EXPECT_EQ(p_text("q", 0.25), "q = .250");
}

TEST(CountText, GroupsThousands)
{
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(34716), "34,716");
  EXPECT_EQ(count_text(-1234567), "−1,234,567");
}

TEST(Coordinate, IsShortAndNeverMinusZero)
{
  EXPECT_EQ(coordinate(12), "12");
  EXPECT_EQ(coordinate(12.3456), "12.35");
  EXPECT_EQ(coordinate(-0.001), "0");
}

}  // namespace
}  // namespace dmn::report
