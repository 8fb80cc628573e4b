#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/units.hpp"
#include "image/grid.hpp"
#include "image/voxel_type.hpp"

namespace dmn::image {

/// What we need of a NIfTI-1 or NIfTI-2 header, either byte order, checked against what a header may say.
struct NiftiHeader {
  Grid grid;  ///< sform if its code > 0, else qform if its code > 0
  std::int64_t n_volumes = 1;
  int n_dimensions = 3;  ///< 3 or 4 (trailing dimensions of one volume are ignored)
  VoxelType type = VoxelType::int16;
  bool swapped = false;  ///< byte order differs from this machine's
  double slope = 1;      ///< 1 where the file says 0 (= unscaled) or NaN
  double intercept = 0;
  std::optional<base::Seconds>
      repetition_time;  ///< pixdim[4] in seconds, by the header's time unit; nothing if not positive or no unit
  std::uint64_t data_offset = 352;

  std::int64_t bytes_per_voxel() const noexcept;
  /// Bytes of one volume, and of all of them.
  std::uint64_t volume_bytes() const noexcept;
  std::uint64_t data_bytes() const noexcept;
};

/// Reads only the beginning of the file. At most 2^31 voxels a volume and a million volumes; a gzip file cannot hold
/// more than 1032 times its size, and a header that says so is refused before anything is allocated.
/// @throws InputError naming file, header field, expected and found: not a NIfTI, unsupported data type,
///         impossible dimensions (for uncompressed files also more data than the file holds), no orientation,
///         zero-byte or truncated file
NiftiHeader read_nifti_header(const std::filesystem::path& path);

}  // namespace dmn::image
