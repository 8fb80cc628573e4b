#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "image/voxel_stream.hpp"

namespace dmn::parcellation {

/// `length` consecutive voxels in file order, beginning at `first`, hold the label `value`; background is 0.
struct LabelStretch {
  std::int64_t first = 0;
  std::int64_t length = 0;
  std::int64_t value = 0;
};

/// A label image, streamed once.
class LabelReader {
 public:
  /// @throws InputError naming the file: not a 3-D NIfTI
  explicit LabelReader(const std::filesystem::path& path);

  const image::Grid& grid() const noexcept { return stream_.header().grid; }

  /// Calls `visit` for each maximal stretch of equal labels, in file order; to be called once. NaN is background.
  /// @throws InputError naming the file: a value that is not a whole number, data that end early
  void read(const std::function<void(const LabelStretch&)>& visit);

 private:
  std::filesystem::path path_;
  image::VoxelStream stream_;
};

}  // namespace dmn::parcellation
