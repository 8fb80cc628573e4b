#include "stats/edge_tiles.hpp"

#include <gtest/gtest.h>

namespace dmn::stats {
namespace {

TEST(EdgeTiles, CoverEveryEdgeOnceAndInOrder)
{
  for (const Eigen::Index n : {1, 7, 8, 255, 256, 257, 2040, 4950, 79800}) {
    const EdgeTiles tiles(n);
    Eigen::Index next = 0;
    for (Eigen::Index t = 0; t < tiles.count(); ++t) {
      EXPECT_EQ(tiles.first(t), next) << n;
      EXPECT_GT(tiles.width(t), 0) << n;
      EXPECT_LE(tiles.width(t), 256) << n;
      next += tiles.width(t);
    }
    EXPECT_EQ(next, n);
  }
}

TEST(EdgeTiles, AreAboutEquallyWide)
{
  const EdgeTiles tiles(4950);
  ASSERT_EQ(tiles.count(), 20);
  for (Eigen::Index t = 0; t < tiles.count(); ++t) {
    EXPECT_GE(tiles.width(t), 238) << t;
    EXPECT_LE(tiles.width(t), 248) << t;
  }
}

TEST(EdgeTiles, AreNoneWithoutEdges)
{
  EXPECT_EQ(EdgeTiles(0).count(), 0);
}

}  // namespace
}  // namespace dmn::stats
