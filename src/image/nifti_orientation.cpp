#include "image/nifti_orientation.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>

#include <Eigen/LU>
#include <cmath>

#include "base/error.hpp"

namespace dmn::image {
namespace {

constexpr double smallest_relative_volume = 1e-6;
constexpr double smallest_voxel_mm = 1e-3;
constexpr double largest_coordinate_mm = 1e6;

Eigen::Matrix4d affine_of_qform(const NiftiOrientation& o)
{
  for (std::size_t axis = 1; axis <= 3; ++axis) {
    if (!(o.pixdim[axis] > 0)) {
      throw base::InputError("has no voxel size", {.field = fmt::format("pixdim[{}]", axis),
                                                   .expected = "above 0",
                                                   .found = fmt::format("{}", o.pixdim[axis])});
    }
  }
  const nifti_dmat44 matrix =
      nifti_quatern_to_dmat44(o.quaternion[0], o.quaternion[1], o.quaternion[2], o.offset[0], o.offset[1], o.offset[2],
                              o.pixdim[1], o.pixdim[2], o.pixdim[3], o.pixdim[0] < 0 ? -1.0 : 1.0);
  return Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(&matrix.m[0][0]);
}

Eigen::Matrix4d affine_of_sform(const NiftiOrientation& o)
{
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  affine.topRows<3>() = o.srow;
  return affine;
}

void refuse_unless_usable(const Eigen::Matrix4d& affine, const char* field)
{
  const Eigen::Matrix3d axes = affine.topLeftCorner<3, 3>();
  const Eigen::RowVector3d lengths = axes.colwise().norm();
  const bool finite = affine.allFinite() && affine.cwiseAbs().maxCoeff() <= largest_coordinate_mm;
  const bool solid = finite && lengths.minCoeff() >= smallest_voxel_mm &&
                     std::abs(axes.determinant()) > smallest_relative_volume * lengths.prod();
  if (!solid) {
    throw base::InputError("orientation cannot be used",
                           {.field = field,
                            .expected = "finite axes of voxels with a volume",
                            .found = finite ? "axes that coincide or vanish" : "numbers out of range"});
  }
}

}  // namespace

Eigen::Matrix4d affine_of(const NiftiOrientation& orientation)
{
  if (orientation.sform_code <= 0 && orientation.qform_code <= 0) {
    throw base::InputError("has no orientation",
                           {.field = "sform_code, qform_code",
                            .expected = "one above 0",
                            .found = fmt::format("{}, {}", orientation.sform_code, orientation.qform_code)});
  }
  const bool use_sform = orientation.sform_code > 0;
  Eigen::Matrix4d affine = use_sform ? affine_of_sform(orientation) : affine_of_qform(orientation);
  affine.topRows<3>() *= orientation.mm_per_unit;
  refuse_unless_usable(affine, use_sform ? "sform" : "qform");
  return affine;
}

}  // namespace dmn::image
