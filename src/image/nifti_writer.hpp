#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/units.hpp"
#include "files/byte_sink.hpp"
#include "image/grid.hpp"
#include "image/voxel_type.hpp"

namespace dmn::image {

/// What a written image is to be.
struct NiftiSpec {
  Grid grid;                   ///< at most 32767 voxels along an axis
  std::int64_t n_volumes = 1;  ///< 1 writes a 3-D image
  VoxelType type = VoxelType::int16;
  double slope = 1;  ///< value = slope * raw + intercept; stored as float32
  double intercept = 0;
  base::Seconds repetition_time;  ///< written for more than one volume
};

/// Writes a NIfTI-1 image volume by volume, gzip where the name ends in `.gz`. The orientation is written as MNI space
/// (code 4): as sform always, as qform where the axes are at right angles.
class NiftiWriter {
 public:
  /// @throws ShapeError for a spec NIfTI-1 cannot hold; IoError
  NiftiWriter(const std::filesystem::path& path, const NiftiSpec& spec);

  /// The next values (any number of voxels, in file order), scaled, rounded to the nearest and cut to the range of the
  /// type.
  /// @throws ShapeError for more voxels than the spec says; IoError
  void append(std::span<const double> values);

  /// The next voxels as they are to lie in the file.
  void append_raw(std::span<const std::byte> voxels);

  /// Ends the file. @throws ShapeError for fewer voxels than the spec says; IoError
  void close();

 private:
  NiftiSpec spec_;
  files::ByteSink sink_;
  std::uint64_t bytes_left_ = 0;
  std::vector<std::byte> raw_;
};

}  // namespace dmn::image
