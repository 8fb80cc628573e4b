#include "parcellation/label_centres.hpp"

#include <gtest/gtest.h>

namespace dmn::parcellation {
namespace {

/// 3 x 2 x 2 voxels of 2 mm, the first axis from right to left.
image::Grid small_grid()
{
  image::Grid grid{.shape = {3, 2, 2}};
  grid.to_mm << -2, 0, 0, 10, 0, 2, 0, -20, 0, 0, 2, 30, 0, 0, 0, 1;
  return grid;
}

TEST(LabelCentres, LieInTheMiddleOfTheVoxelsOfALabel)
{
  LabelCentres sums(small_grid());
  sums.add({.first = 0, .length = 1, .value = 7});
  sums.add({.first = 2, .length = 1, .value = 7});
  sums.add({.first = 11, .length = 1, .value = 9});
  const auto centres = sums.centres();

  ASSERT_EQ(centres.size(), 2U);
  EXPECT_EQ(centres.at(7), Eigen::Vector3d(8, -20, 30));
  EXPECT_EQ(centres.at(9), Eigen::Vector3d(6, -18, 32));
}

TEST(LabelCentres, FollowAStretchIntoTheNextRowAndSlice)
{
  LabelCentres sums(small_grid());
  sums.add({.first = 1, .length = 7, .value = 1});

  EXPECT_TRUE(sums.centres().at(1).isApprox(Eigen::Vector3d(8, -20 + 2 * 3.0 / 7, 30 + 2 * 2.0 / 7)));
}

}  // namespace
}  // namespace dmn::parcellation
