#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "image/grid.hpp"
#include "parcellation/membership.hpp"

namespace dmn::parcellation {

/// A label image kept as stretches of equal ROI along its first axis: a few megabytes for a whole brain at 1 mm.
class LabelVolume {
 public:
  /// @param label_values  R values; row r of the table is the ROI of voxels that hold label_values[r]; other
  ///         labels are background
  /// @throws InputError as `read_labels`
  LabelVolume(const std::filesystem::path& path, const std::vector<std::int64_t>& label_values);

  const image::Grid& grid() const noexcept { return grid_; }

  static constexpr std::int32_t background = -1;

  /// ROI of voxel (i, j, k), background outside the image.
  std::int32_t roi_at(std::int64_t i, std::int64_t j, std::int64_t k) const;

  /// All voxels of ROIs in file order.
  const std::vector<RoiRun>& runs() const noexcept { return runs_; }

 private:
  image::Grid grid_;
  std::vector<RoiRun> runs_;              ///< none crosses the end of a row
  std::vector<std::uint32_t> row_begin_;  ///< first run of row j + ny * k, one more at the end
};

/// The ROI of each voxel of `grid`: the label at the nearest voxel of the label image, index floor(x + 0.5 + 1e-6).
/// On the same lattice the labels are taken as they are.
/// @param n_rois R
/// @throws InputError when the voxels of `grid` are so small that the label image holds more than 2^31 of them
Membership label_membership(const image::Grid& grid, const LabelVolume& labels, std::size_t n_rois);

}  // namespace dmn::parcellation
