#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/membership.hpp"
#include "signal/frame_matrix.hpp"

namespace dmn::parcellation {

/// The series of every voxel of the ROIs of one set in one run, as in the file (unscaled), in single precision: 4 T M
/// bytes. They may be constant or hold NaN.
struct VoxelSeries {
  signal::VoxelMatrix values;       ///< T x M, ROI after ROI, the voxels of an ROI in file order
  std::vector<Eigen::Index> first;  ///< R + 1; ROI r has the columns first[r] ... first[r + 1] - 1

  auto of_roi(Eigen::Index roi) const
  {
    const auto row = static_cast<std::size_t>(roi);
    return values.middleCols(first[row], first[row + 1] - first[row]);
  }
};

/// Most bytes that the voxels of all sets of a run may take.
inline constexpr double most_voxel_bytes = 2.0 * (1 << 30);

/// Keeps the voxels of ROIs while an image is read.
class VoxelKeeper {
 public:
  /// @param runs  of one set, in file order. @param n_rois  R. @param n_volumes  T
  VoxelKeeper(const std::vector<RoiRun>& runs, std::size_t n_rois, std::int64_t n_volumes);

  /// Takes the blocks of the image in order. @tparam T  its type of voxel
  template <class T>
  void add(const image::VoxelStream::Block& block)
  {
    const auto voxels = block.as<T>();
    const auto begin = static_cast<std::uint32_t>(block.first_voxel);
    const auto end = begin + static_cast<std::uint32_t>(voxels.size());
    if (begin == 0) next_ = 0;
    float* const volume = series_.values.data() + block.volume * series_.values.cols();
    for (; next_ < stretches_.size() && stretches_[next_].begin < end; ++next_) {
      const Stretch& stretch = stretches_[next_];
      const std::uint32_t from = std::max(stretch.begin, begin);
      const std::uint32_t to = std::min(stretch.end, end);
      float* const place = volume + stretch.column + (from - stretch.begin);
      for (std::uint32_t i = 0; i < to - from; ++i) place[i] = static_cast<float>(voxels[from - begin + i]);
      if (stretch.end > end) return;
    }
  }

  /// After all volumes.
  VoxelSeries take() { return std::move(series_); }

 private:
  /// Consecutive voxels of one ROI.
  struct Stretch {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    Eigen::Index column = 0;  ///< of the first
  };

  VoxelSeries series_;
  std::vector<Stretch> stretches_;  ///< in file order
  std::size_t next_ = 0;
};

}  // namespace dmn::parcellation
