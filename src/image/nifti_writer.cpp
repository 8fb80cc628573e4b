#include "image/nifti_writer.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"

namespace dmn::image {
namespace {

constexpr std::int64_t longest_axis = 32767;
constexpr float data_offset = 352;

short code_of(VoxelType type)
{
  switch (type) {
    case VoxelType::uint8:
      return DT_UINT8;
    case VoxelType::int8:
      return DT_INT8;
    case VoxelType::int16:
      return DT_INT16;
    case VoxelType::uint16:
      return DT_UINT16;
    case VoxelType::int32:
      return DT_INT32;
    case VoxelType::uint32:
      return DT_UINT32;
    case VoxelType::int64:
      return DT_INT64;
    case VoxelType::uint64:
      return DT_UINT64;
    case VoxelType::float32:
      return DT_FLOAT32;
    case VoxelType::float64:
      break;
  }
  return DT_FLOAT64;
}

bool at_right_angles(const Eigen::Matrix3d& axes)
{
  const Eigen::Matrix3d unit = axes.colwise().normalized();
  return (unit.transpose() * unit - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-6;
}

void set_qform(nifti_1_header& header, const Eigen::Matrix4d& affine)
{
  nifti_dmat44 matrix{};
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) matrix.m[row][column] = affine(row, column);
  }
  double b{}, c{}, d{}, x{}, y{}, z{}, dx{}, dy{}, dz{}, qfac{};
  nifti_dmat44_to_quatern(matrix, &b, &c, &d, &x, &y, &z, &dx, &dy, &dz, &qfac);
  header.qform_code = NIFTI_XFORM_MNI_152;
  header.quatern_b = static_cast<float>(b);
  header.quatern_c = static_cast<float>(c);
  header.quatern_d = static_cast<float>(d);
  header.qoffset_x = static_cast<float>(x);
  header.qoffset_y = static_cast<float>(y);
  header.qoffset_z = static_cast<float>(z);
  header.pixdim[0] = static_cast<float>(qfac);
}

void set_orientation(nifti_1_header& header, const Eigen::Matrix4d& affine)
{
  header.sform_code = NIFTI_XFORM_MNI_152;
  header.pixdim[0] = 1;
  for (int column = 0; column < 4; ++column) {
    header.srow_x[column] = static_cast<float>(affine(0, column));
    header.srow_y[column] = static_cast<float>(affine(1, column));
    header.srow_z[column] = static_cast<float>(affine(2, column));
  }
  for (int axis = 0; axis < 3; ++axis) header.pixdim[axis + 1] = static_cast<float>(affine.col(axis).head<3>().norm());
  if (at_right_angles(affine.topLeftCorner<3, 3>())) set_qform(header, affine);
}

nifti_1_header header_of(const NiftiSpec& spec)
{
  nifti_1_header header{};
  header.sizeof_hdr = sizeof header;
  header.dim[0] = spec.n_volumes > 1 ? 4 : 3;
  std::fill(std::begin(header.dim) + 1, std::end(header.dim), short{1});
  for (std::size_t axis = 0; axis < 3; ++axis) header.dim[axis + 1] = static_cast<short>(spec.grid.shape[axis]);
  header.dim[4] = static_cast<short>(spec.n_volumes);
  header.datatype = code_of(spec.type);
  header.bitpix = static_cast<short>(8 * bytes_of(spec.type));
  header.vox_offset = data_offset;
  header.scl_slope = static_cast<float>(spec.slope);
  header.scl_inter = static_cast<float>(spec.intercept);
  header.xyzt_units = NIFTI_UNITS_MM | NIFTI_UNITS_SEC;
  if (spec.n_volumes > 1) header.pixdim[4] = static_cast<float>(spec.repetition_time.value);
  set_orientation(header, spec.grid.to_mm);
  std::memcpy(header.magic, "n+1", 4);
  return header;
}

NiftiSpec checked(const NiftiSpec& spec)
{
  const auto& shape = spec.grid.shape;
  const auto fits = [](std::int64_t size) { return size >= 1 && size <= longest_axis; };
  if (!std::ranges::all_of(shape, fits) || !fits(spec.n_volumes)) {
    throw base::ShapeError("does not fit NIfTI-1",
                           {.field = "dim",
                            .expected = "1 to 32767 along each axis",
                            .found = fmt::format("{} x {} x {} x {}", shape[0], shape[1], shape[2], spec.n_volumes)});
  }
  return spec;
}

template <class T>
T raw_of(double value, double slope, double intercept)
{
  const double raw = (value - intercept) / slope;
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(raw);
  } else {
    constexpr double lowest = static_cast<double>(std::numeric_limits<T>::lowest());
    constexpr double above = 2.0 * static_cast<double>(T{1} << (std::numeric_limits<T>::digits - 1));
    const double rounded = std::isnan(raw) ? 0 : std::nearbyint(raw);
    if (rounded <= lowest) return std::numeric_limits<T>::lowest();
    if (rounded >= above) return std::numeric_limits<T>::max();
    return static_cast<T>(rounded);
  }
}

}  // namespace

NiftiWriter::NiftiWriter(const std::filesystem::path& path, const NiftiSpec& spec) : spec_(checked(spec)), sink_(path)
{
  spec_.slope = static_cast<double>(static_cast<float>(spec.slope));
  spec_.intercept = static_cast<double>(static_cast<float>(spec.intercept));
  bytes_left_ = static_cast<std::uint64_t>(spec.grid.n_voxels() * spec.n_volumes * bytes_of(spec.type));
  const nifti_1_header header = header_of(spec);
  constexpr std::array<std::byte, 4> no_extension{};
  sink_.write(std::as_bytes(std::span(&header, 1)));
  sink_.write(no_extension);
}

void NiftiWriter::append(std::span<const double> values)
{
  with_voxel_type(spec_.type, [&]<class T>(std::type_identity<T>) {
    raw_.resize(values.size() * sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const T voxel = raw_of<T>(values[i], spec_.slope, spec_.intercept);
      std::memcpy(raw_.data() + i * sizeof(T), &voxel, sizeof(T));
    }
  });
  append_raw(raw_);
}

void NiftiWriter::append_raw(std::span<const std::byte> voxels)
{
  if (voxels.size() > bytes_left_)
    throw base::ShapeError("more voxels than announced", {.expected = fmt::format("{} bytes more", bytes_left_),
                                                          .found = fmt::format("{} bytes", voxels.size())});
  bytes_left_ -= voxels.size();
  sink_.write(voxels);
}

void NiftiWriter::close()
{
  if (bytes_left_ != 0)
    throw base::ShapeError("fewer voxels than announced", {.found = fmt::format("{} bytes short", bytes_left_)});
  sink_.close();
}

}  // namespace dmn::image
