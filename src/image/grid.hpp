#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>

namespace dmn::image {

/// The lattice of an image: how many voxels along each axis, and where voxel (i,j,k) lies in millimetres.
struct Grid {
  std::array<std::int64_t, 3> shape{};
  Eigen::Matrix4d to_mm = Eigen::Matrix4d::Identity();  ///< affine, voxel index -> mm

  std::int64_t n_voxels() const noexcept { return shape[0] * shape[1] * shape[2]; }
  bool operator==(const Grid&) const = default;
};

/// Same shape, and no corner of the lattice further apart than a micrometre: float32 headers of the same space differ
/// by less.
bool same_lattice(const Grid& a, const Grid& b);

/// mm -> voxel index. The affine of a header that was read is never singular.
Eigen::Matrix4d to_index(const Grid& grid);

}  // namespace dmn::image
