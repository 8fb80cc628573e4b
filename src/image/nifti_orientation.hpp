#pragma once

#include <Eigen/Core>
#include <array>

namespace dmn::image {

/// The two ways a NIfTI header says where its voxels lie, in the header's own spatial unit.
struct NiftiOrientation {
  int sform_code = 0;
  int qform_code = 0;
  Eigen::Matrix<double, 3, 4> srow;
  std::array<double, 3> quaternion;  ///< b, c, d
  std::array<double, 3> offset;
  std::array<double, 4> pixdim;  ///< qfac, then the voxel size
  double mm_per_unit = 1;
};

/// The affine (voxel index -> mm): sform if its code > 0, else qform if its code > 0.
/// @throws InputError naming the header field: neither is given, a number is not finite, voxels without volume.
///         The file is for the caller to add.
Eigen::Matrix4d affine_of(const NiftiOrientation& orientation);

}  // namespace dmn::image
