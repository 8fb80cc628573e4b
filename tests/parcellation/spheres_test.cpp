#include "parcellation/spheres.hpp"

#include <gmock/gmock.h>

#include "parcellation/roi_set.hpp"

namespace dmn::parcellation {
namespace {

using connectivity::Roi;
using testing::ElementsAre;

image::Grid cube(std::int64_t size, double voxel_mm, double origin_mm)
{
  image::Grid grid{.shape = {size, size, size}};
  grid.to_mm.topLeftCorner<3, 3>() *= voxel_mm;
  grid.to_mm.topRightCorner<3, 1>().setConstant(origin_mm);
  return grid;
}

Roi sphere(double x, double y, double z, double radius)
{
  return {.label = "s", .xyz_mm = {x, y, z}, .radius_mm = radius};
}

TEST(Spheres, HoldVoxelsUpToTheRadiusItself)
{
  const auto grid = cube(9, 2, -8);
  EXPECT_THAT(sphere_membership(grid, {sphere(0, 0, 0, 2)}).geometric, ElementsAre(7));
  EXPECT_THAT(sphere_membership(grid, {sphere(0, 0, 0, 1.999)}).geometric, ElementsAre(1));
  EXPECT_THAT(sphere_membership(grid, {sphere(0, 0, 0, 2 - 5e-7)}).geometric, ElementsAre(7));
  EXPECT_THAT(sphere_membership(grid, {sphere(1, 1, 1, 0.5)}).geometric, ElementsAre(0));
}

TEST(Spheres, CountVoxelsBeyondTheEdgeButGiveNone)
{
  const auto membership = sphere_membership(cube(3, 2, 0), {sphere(0, 0, 0, 2), sphere(100, 0, 0, 2)});
  EXPECT_THAT(membership.geometric, ElementsAre(7, 7));
  EXPECT_EQ(count_voxels(membership.runs, 2), (std::vector<std::int64_t>{4, 0}));
  EXPECT_THAT(membership.runs, ElementsAre(RoiRun{0, 2, 0}, RoiRun{3, 4, 0}, RoiRun{9, 10, 0}));
}

TEST(Spheres, ShareVoxelsByTheNearestCentreAndTiesByTheEarlierRow)
{
  const auto grid = cube(21, 1, -10);
  const auto membership = sphere_membership(grid, {sphere(-1, 0, 0, 1), sphere(1, 0, 0, 1), sphere(1.5, 0, 0, 1)});
  // (0,0,0) is as near to the first as to the second; (1,0,0) lies on the second; (2,0,0) is 1 from the second, 0.5
  // from the third.
  EXPECT_THAT(membership.geometric, ElementsAre(7, 5, 1));
}

TEST(Spheres, OfTheShippedSetDoNotOverlapOnTheUsualGrids)
{
  const std::filesystem::path shipped = std::filesystem::path(DMN_SOURCE_DIR) / "config/rois";
  const RoiSet set = load_roi_set({}, shipped);
  ASSERT_EQ(set.rois.size(), 50U);
  image::Grid two{.shape = {97, 115, 97}};
  two.to_mm << 2, 0, 0, -96.5, 0, 2, 0, -132.5, 0, 0, 2, -78.5, 0, 0, 0, 1;
  image::Grid two_even = two;
  two_even.to_mm.topRightCorner<3, 1>() << -96, -132, -78;
  image::Grid three{.shape = {65, 77, 65}};
  three.to_mm << 3, 0, 0, -96, 0, 3, 0, -132, 0, 0, 3, -78, 0, 0, 0, 1;
  for (const image::Grid& grid : {two, two_even, three}) {
    const auto together = sphere_membership(grid, set.rois).geometric;
    for (std::size_t row = 0; row < set.rois.size(); ++row)
      EXPECT_EQ(sphere_membership(grid, {set.rois[row]}).geometric[0], together[row]) << set.rois[row].label;
  }
}

}  // namespace
}  // namespace dmn::parcellation
