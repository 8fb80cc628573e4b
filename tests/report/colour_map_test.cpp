#include "report/colour_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::report {
namespace {

TEST(ColourMap, HasItsAnchorsAtTheEndsAndInTheMiddle)
{
  const auto map = ColourMap::blue_red();

  EXPECT_EQ(hex(map.at(-1)), "#053061");
  EXPECT_EQ(hex(map.at(0)), "#f7f7f7");
  EXPECT_EQ(hex(map.at(1)), "#67001f");
  EXPECT_EQ(hex(map.at(0.2)), "#fddbc7");
  EXPECT_EQ(hex(map.at(7)), "#67001f");
}

TEST(ColourMap, PutsZeroInTheMiddleOfThePalette)
{
  const auto palette = ColourMap::purple_orange().palette();

  ASSERT_EQ(palette.size(), 256U);
  EXPECT_EQ(palette[ColourMap::index_of(0, 3)], ColourMap::purple_orange().at(0));
  EXPECT_EQ(ColourMap::index_of(-3, 3), 0);
  EXPECT_EQ(ColourMap::index_of(3, 3), 254);
  EXPECT_EQ(ColourMap::index_of(1e9, 3), 254);
}

TEST(ColourMap, HasAGreyOfItsOwnForMissingValues)
{
  EXPECT_EQ(ColourMap::index_of(NAN, 1), 255);
  EXPECT_EQ(ColourMap::blue_red().palette()[255], ColourMap::blue_red().at(NAN));
}

TEST(Rgb, IsReadFromSixDigits)
{
  EXPECT_EQ(rgb("#B35806"), (Rgb{.red = 0xB3, .green = 0x58, .blue = 0x06}));
  EXPECT_THROW(rgb("b35806"), base::ShapeError);
  EXPECT_THROW(rgb("#b3580g"), base::ShapeError);
}

}  // namespace
}  // namespace dmn::report
