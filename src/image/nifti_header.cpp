#include "image/nifti_header.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <span>

#include "base/error.hpp"
#include "image/nifti_orientation.hpp"
#include "image/nifti_parse.hpp"

namespace dmn::image {
namespace {

constexpr std::int64_t largest_volume = std::int64_t{1} << 31;
constexpr std::int64_t most_volumes = 1'000'000;
constexpr double largest_offset = 1 << 30;
constexpr std::uint64_t largest_gzip_ratio = 1032;  // two bits of deflate code for 258 bytes
constexpr std::size_t first_bytes = sizeof(nifti_1_header);
constexpr std::size_t most_bytes = sizeof(nifti_2_header);
static_assert(sizeof(nifti_1_header) == 348 && sizeof(nifti_2_header) == 540);

[[noreturn]] void refuse(const std::string& problem, std::string field, std::string expected, std::string found)
{
  throw base::InputError(problem,
                         {.field = std::move(field), .expected = std::move(expected), .found = std::move(found)});
}

VoxelType voxel_type_of(int code, int bits)
{
  constexpr std::array<std::pair<int, VoxelType>, 10> types{{{DT_UINT8, VoxelType::uint8},
                                                             {DT_INT8, VoxelType::int8},
                                                             {DT_INT16, VoxelType::int16},
                                                             {DT_UINT16, VoxelType::uint16},
                                                             {DT_INT32, VoxelType::int32},
                                                             {DT_UINT32, VoxelType::uint32},
                                                             {DT_INT64, VoxelType::int64},
                                                             {DT_UINT64, VoxelType::uint64},
                                                             {DT_FLOAT32, VoxelType::float32},
                                                             {DT_FLOAT64, VoxelType::float64}}};
  const auto* found = std::ranges::find(types, code, &std::pair<int, VoxelType>::first);
  if (found == types.end())
    refuse("data type is not supported", "datatype", "an integer or real number of 8 to 64 bits", std::to_string(code));
  if (bits != 8 * bytes_of(found->second))
    refuse("header contradicts itself", "bitpix", fmt::format("{} for datatype {}", 8 * bytes_of(found->second), code),
           std::to_string(bits));
  return found->second;
}

template <class Raw>
std::int64_t dimension(const Raw& raw, std::size_t axis, std::int64_t largest)
{
  const std::int64_t size = raw.dim[axis];
  if (size < 1 || size > largest)
    refuse("impossible dimensions", fmt::format("dim[{}]", axis), fmt::format("1 to {}", largest),
           std::to_string(size));
  return size;
}

template <class Raw>
void set_dimensions(NiftiHeader& header, const Raw& raw)
{
  const std::int64_t n_dimensions = raw.dim[0];
  if (n_dimensions < 3 || n_dimensions > 7)
    refuse("impossible dimensions", "dim[0]", "3 or 4", std::to_string(n_dimensions));
  std::int64_t n_voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    header.grid.shape[axis] = dimension(raw, axis + 1, largest_volume / n_voxels);
    n_voxels *= header.grid.shape[axis];
  }
  if (n_dimensions >= 4) header.n_volumes = dimension(raw, 4, most_volumes);
  for (auto axis = std::size_t{5}; axis <= static_cast<std::size_t>(n_dimensions); ++axis) dimension(raw, axis, 1);
  header.n_dimensions = header.n_volumes > 1 ? 4 : 3;
}

template <class Raw>
std::optional<base::Seconds> repetition_time_of(const Raw& raw)
{
  const double step = raw.pixdim[4];
  const int unit = static_cast<int>(raw.xyzt_units) & 0x38;
  const double scale = unit == NIFTI_UNITS_SEC    ? 1
                       : unit == NIFTI_UNITS_MSEC ? 1e3
                       : unit == NIFTI_UNITS_USEC ? 1e6
                                                  : 0;
  if (!(step > 0) || !std::isfinite(step) || scale == 0) return std::nullopt;
  return base::Seconds(step / scale);
}

template <class Raw>
void set_scaling(NiftiHeader& header, const Raw& raw)
{
  const double slope = raw.scl_slope;
  const double intercept = raw.scl_inter;
  if (slope == 0 || std::isnan(slope)) return;
  if (!std::isfinite(slope) || !std::isfinite(intercept))
    refuse("cannot be scaled", "scl_slope, scl_inter", "finite numbers", fmt::format("{}, {}", slope, intercept));
  header.slope = slope;
  header.intercept = intercept;
}

template <class Raw>
void set_offset(NiftiHeader& header, const Raw& raw)
{
  const double smallest = sizeof(Raw) + 4;
  const auto offset = static_cast<double>(raw.vox_offset);
  header.data_offset = static_cast<std::uint64_t>(smallest);
  if (offset == 0) return;
  if (!(offset >= smallest && offset <= largest_offset) || offset != std::floor(offset))
    refuse("data cannot begin there", "vox_offset", fmt::format("a whole number, at least {}", smallest),
           fmt::format("{}", offset));
  header.data_offset = static_cast<std::uint64_t>(offset);
}

template <class Raw>
Eigen::Matrix4d affine_of_header(const Raw& raw)
{
  NiftiOrientation o;
  o.sform_code = raw.sform_code;
  o.qform_code = raw.qform_code;
  for (int column = 0; column < 4; ++column) {
    o.srow(0, column) = raw.srow_x[column];
    o.srow(1, column) = raw.srow_y[column];
    o.srow(2, column) = raw.srow_z[column];
    o.pixdim[static_cast<std::size_t>(column)] = raw.pixdim[column];
  }
  o.quaternion = {raw.quatern_b, raw.quatern_c, raw.quatern_d};
  o.offset = {raw.qoffset_x, raw.qoffset_y, raw.qoffset_z};
  const int unit = static_cast<int>(raw.xyzt_units) & 7;
  o.mm_per_unit = unit == NIFTI_UNITS_METER ? 1e3 : unit == NIFTI_UNITS_MICRON ? 1e-3 : 1;
  return affine_of(o);
}

template <class Raw>
NiftiHeader interpret(std::span<const std::byte> bytes, bool swapped)
{
  Raw raw{};
  std::memcpy(&raw, bytes.data(), sizeof raw);
  if (swapped) swap_nifti_header(&raw, sizeof(Raw) == sizeof(nifti_2_header) ? 2 : 1);
  constexpr std::string_view magic = sizeof(Raw) == sizeof(nifti_2_header) ? "n+2" : "n+1";
  if (std::memcmp(raw.magic, magic.data(), magic.size()) != 0)
    refuse("is not a single-file NIfTI image", "magic", std::string(magic), "something else");
  NiftiHeader header;
  header.swapped = swapped;
  set_dimensions(header, raw);
  header.type = voxel_type_of(raw.datatype, raw.bitpix);
  set_scaling(header, raw);
  set_offset(header, raw);
  header.grid.to_mm = affine_of_header(raw);
  header.repetition_time = repetition_time_of(raw);
  return header;
}

/// 348 or 540, as the first four bytes say it in one of the two byte orders.
std::pair<std::size_t, bool> size_and_order(std::span<const std::byte> bytes)
{
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data(), sizeof size);
  const std::uint32_t turned = __builtin_bswap32(size);
  if (size == first_bytes || size == most_bytes) return {size, false};
  if (turned == first_bytes || turned == most_bytes) return {turned, true};
  refuse("is not a NIfTI image", "sizeof_hdr", "348 or 540", std::to_string(size));
}

void require_bytes(std::size_t count, std::size_t needed)
{
  if (count == 0) refuse("is empty", "", "a NIfTI image", "0 bytes");
  if (count < needed)
    refuse("is too short for a NIfTI header", "", fmt::format("{} bytes", needed), fmt::format("{} bytes", count));
}

NiftiHeader read_header(files::ByteStream& stream)
{
  std::array<std::byte, most_bytes> bytes{};
  std::size_t count = stream.read(std::span(bytes).first(first_bytes));
  require_bytes(count, first_bytes);
  const auto [size, swapped] = size_and_order(bytes);
  count += stream.read(std::span(bytes).subspan(first_bytes, size - first_bytes));
  require_bytes(count, size);
  return size == first_bytes ? interpret<nifti_1_header>(bytes, swapped) : interpret<nifti_2_header>(bytes, swapped);
}

void require_room(const NiftiHeader& header, const std::filesystem::path& path, bool gzip)
{
  const std::uint64_t size = std::filesystem::file_size(path);
  const std::uint64_t room = gzip ? size * largest_gzip_ratio : size;
  const std::uint64_t needed = header.data_offset + header.data_bytes();
  if (needed > room)
    refuse("is shorter than its header says", "dim", fmt::format("{} bytes of image", needed),
           fmt::format("{}{} bytes", gzip ? "gzip of at most " : "", room));
}

}  // namespace

std::int64_t NiftiHeader::bytes_per_voxel() const noexcept
{
  return bytes_of(type);
}

std::uint64_t NiftiHeader::volume_bytes() const noexcept
{
  return static_cast<std::uint64_t>(grid.n_voxels()) * static_cast<std::uint64_t>(bytes_per_voxel());
}

std::uint64_t NiftiHeader::data_bytes() const noexcept
{
  return volume_bytes() * static_cast<std::uint64_t>(n_volumes);
}

NiftiHeader parse_nifti_header(files::ByteStream& stream, const std::filesystem::path& path)
{
  try {
    const NiftiHeader header = read_header(stream);
    require_room(header, path, stream.is_gzip());
    return header;
  } catch (base::InputError& error) {
    error.add_context({.file = path.string()});
    throw;
  }
}

NiftiHeader read_nifti_header(const std::filesystem::path& path)
{
  files::ByteStream stream(path);
  return parse_nifti_header(stream, path);
}

}  // namespace dmn::image
