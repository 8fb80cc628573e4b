#include "report/outline.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace dmn::report {
namespace {

Thickness ball(const Point& centre, double radius)
{
  Thickness thickness;
  for (double x = -radius; x <= radius; x += 2) {
    for (double y = -radius; y <= radius; y += 2) {
      for (double z = -radius; z <= radius; z += 2) {
        if (x * x + y * y + z * z <= radius * radius) thickness.add({.x = centre.x + x + 1, .y = centre.y + y + 1}, 2);
      }
    }
  }
  return thickness;
}

TEST(Projected, SeesTheFrontOnTheLeftFromTheLeftSide)
{
  const BrainPoint point{.x = 1, .y = 2, .z = 3};

  EXPECT_EQ(projected(point, View::left).x, -2);
  EXPECT_EQ(projected(point, View::left).y, 3);
  EXPECT_EQ(projected(point, View::behind).x, 1);
  EXPECT_EQ(projected(point, View::above).y, 2);
}

TEST(Thickness, HasTheOutlineOfABall)
{
  const auto contours = ball({.x = 10, .y = -20}, 40).contours(16);

  ASSERT_EQ(contours.size(), 1U);
  const double expected = std::sqrt(40.0 * 40 - 8 * 8);
  for (const auto& point : contours.front()) EXPECT_NEAR(std::hypot(point.x - 11, point.y + 19), expected, 2.5);
}

TEST(Thickness, LeavesSmallIslandsOut)
{
  Thickness thickness = ball({.x = 0, .y = 0}, 30);
  for (int k = 0; k < 20; ++k) thickness.add({.x = 90, .y = 90}, 4);

  EXPECT_EQ(thickness.contours(6).size(), 1U);
}

TEST(Thickness, HasNoOutlineWithoutTissue)
{
  EXPECT_TRUE(Thickness().contours(4).empty());
  Thickness outside;
  outside.add({.x = 1000, .y = -1000}, 4);
  EXPECT_TRUE(outside.contours(1).empty());
}

TEST(Thickness, SurroundsAHullWithItsMargin)
{
  Thickness thickness;
  thickness.add_hull({{-40, -20}, {40, -20}, {40, 20}, {-40, 20}, {0, 0}}, 8, 32);

  const auto contours = thickness.contours(16);

  ASSERT_EQ(contours.size(), 1U);
  double right = 0;
  for (const auto& point : contours.front()) right = std::max(right, point.x);
  EXPECT_NEAR(right, 48, 2);
}

TEST(ConvexHull, HasTheCornersOnly)
{
  EXPECT_EQ(convex_hull({{0, 0}, {2, 0}, {2, 2}, {0, 2}, {1, 1}, {1, 0}}).size(), 4U);
  EXPECT_LT(convex_hull({{1, 1}}).size(), 3U);
  EXPECT_TRUE(convex_hull({}).empty());
}

TEST(Simplified, KeepsCornersAndEnds)
{
  const auto line = simplified({{0, 0}, {1, 0.1}, {2, 0}, {2, 5}}, 0.5);

  ASSERT_EQ(line.size(), 3U);
  EXPECT_EQ(line[1].x, 2);
  EXPECT_EQ(line[1].y, 0);
}

}  // namespace
}  // namespace dmn::report
