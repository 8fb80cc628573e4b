#include "report/type_width.hpp"

#include <gtest/gtest.h>

namespace dmn::report {
namespace {

TEST(Windows1252, HoldsWesternLettersAndAMinusSign)
{
  EXPECT_EQ(windows_1252("Präcuneus ±2"),
            "Pr\xE4"
            "cuneus \xB1"
            "2");
  EXPECT_EQ(windows_1252("−0.5…"),
            "\x96"
            "0.5\x85");
}

TEST(Windows1252, WritesOutWhatItDoesNotHold)
{
  EXPECT_EQ(windows_1252("t ≥ 3"), "t >= 3");
  EXPECT_EQ(windows_1252("前頭"), "??");
}

TEST(TypeWidth, IsThatOfHelveticaForLettersAndOfADigitForOthers)
{
  EXPECT_DOUBLE_EQ(type_width("Hi 2", 10), (722 + 222 + 278 + 556) / 100.0);
  EXPECT_DOUBLE_EQ(type_width("Hi 2", 10, true), (722 + 278 + 278 + 556) / 100.0);
  EXPECT_DOUBLE_EQ(type_width("ä", 10), 5.56);
}

TEST(Shortened, EndsWithAnEllipsisWithinTheWidth)
{
  EXPECT_EQ(shortened("abc", 10, 100), "abc");
  const std::string cut = shortened("ventral attention", 10, 40);
  EXPECT_TRUE(cut.starts_with("ven") && cut.ends_with("n")) << cut;
  EXPECT_LE(type_width(cut, 10), 40);
  EXPECT_EQ(shortened("ääääääää", 10, 18), "ää…");
}

}  // namespace
}  // namespace dmn::report
