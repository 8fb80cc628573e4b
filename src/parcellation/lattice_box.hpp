#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>

#include "image/grid.hpp"

namespace dmn::parcellation {

/// Indices `first` to `last` (inclusive) along each axis of a lattice that continues beyond its edges.
struct LatticeBox {
  std::array<std::int64_t, 3> first{};
  std::array<std::int64_t, 3> last{};
};

/// The smallest box that holds all indices between two corners (real-valued, any number).
/// @throws InputError when it holds more than `most` lattice points, as an image of tiny voxels would make it
LatticeBox box_between(const Eigen::Vector3d& low, const Eigen::Vector3d& high, std::int64_t most);

/// Position in the file of a lattice point inside the grid.
inline std::uint32_t file_index(const image::Grid& grid, std::int64_t i, std::int64_t j, std::int64_t k)
{
  return static_cast<std::uint32_t>(i + grid.shape[0] * (j + grid.shape[1] * k));
}

inline bool contains(const image::Grid& grid, std::int64_t i, std::int64_t j, std::int64_t k)
{
  return i >= 0 && j >= 0 && k >= 0 && i < grid.shape[0] && j < grid.shape[1] && k < grid.shape[2];
}

}  // namespace dmn::parcellation
