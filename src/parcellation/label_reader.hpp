#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "image/grid.hpp"

namespace dmn::parcellation {

/// `length` consecutive voxels in file order, beginning at `first`, hold the label `value`; background is 0.
struct LabelStretch {
  std::int64_t first = 0;
  std::int64_t length = 0;
  std::int64_t value = 0;
};

/// Streams a label image and calls `visit` for each maximal stretch of equal labels, in file order. NaN is background.
/// @return the lattice of the image
/// @throws InputError naming the file: not a 3-D NIfTI, a value that is not a whole number
image::Grid read_labels(const std::filesystem::path& path, const std::function<void(const LabelStretch&)>& visit);

}  // namespace dmn::parcellation
