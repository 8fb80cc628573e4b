#include "image/grid.hpp"

#include <Eigen/LU>

namespace dmn::image {
namespace {

constexpr double largest_distance_mm = 1e-2;

Eigen::Vector4d corner(const Grid& grid, int which)
{
  Eigen::Vector4d index(0, 0, 0, 1);
  for (int axis = 0; axis < 3; ++axis) {
    if ((which >> axis) & 1) index[axis] = static_cast<double>(grid.shape[static_cast<std::size_t>(axis)] - 1);
  }
  return index;
}

}  // namespace

bool same_lattice(const Grid& a, const Grid& b)
{
  if (a.shape != b.shape) return false;
  for (int which = 0; which < 8; ++which) {
    const Eigen::Vector4d index = corner(a, which);
    if (!((a.to_mm * index - b.to_mm * index).norm() <= largest_distance_mm)) return false;
  }
  return true;
}

Eigen::Matrix4d to_index(const Grid& grid)
{
  return grid.to_mm.inverse();
}

}  // namespace dmn::image
