#include "image/grid.hpp"

#include <gmock/gmock.h>

namespace dmn::image {
namespace {

Grid two_millimetres()
{
  Grid grid{.shape = {97, 115, 97}};
  grid.to_mm << 2, 0, 0, -96, 0, 2, 0, -132, 0, 0, 2, -78, 0, 0, 0, 1;
  return grid;
}

TEST(Grid, IsTheSameLatticeAfterRoundingToFloat)
{
  const Grid grid = two_millimetres();
  Grid rounded = grid;
  rounded.to_mm(0, 1) = 1e-6;
  EXPECT_TRUE(same_lattice(grid, rounded));
}

TEST(Grid, IsAnotherLatticeWithAnotherShapeOrAffine)
{
  const Grid grid = two_millimetres();
  Grid shorter = grid;
  shorter.shape[2] = 96;
  Grid moved = grid;
  moved.to_mm(1, 3) += 0.1;
  Grid turned = grid;
  turned.to_mm(0, 1) = 1e-3;
  EXPECT_FALSE(same_lattice(grid, shorter));
  EXPECT_FALSE(same_lattice(grid, moved));
  EXPECT_FALSE(same_lattice(grid, turned));
}

TEST(Grid, InvertsItsAffine)
{
  const Grid grid = two_millimetres();
  EXPECT_TRUE((to_index(grid) * grid.to_mm).isIdentity(1e-12));
}

}  // namespace
}  // namespace dmn::image
