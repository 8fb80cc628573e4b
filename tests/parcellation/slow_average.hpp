#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace dmn::test {

/// The slow, obvious average: loops over volumes, ROIs and voxels.
struct SlowAverage {
  std::vector<std::vector<double>> means;  ///< [roi][volume]; NaN where no voxel is usable
  std::vector<std::int64_t> usable;
};

/// @param raw      [volume * n_voxels + voxel]
/// @param roi_of   ROI of each voxel, -1 for none
/// @param mask     whether each voxel is in the mask
inline SlowAverage slow_average(const std::vector<double>& raw, const std::vector<int>& roi_of,
                                const std::vector<bool>& mask, int n_rois, double slope, double intercept)
{
  const std::size_t n_voxels = roi_of.size();
  const std::size_t n_volumes = raw.size() / n_voxels;
  SlowAverage result{{static_cast<std::size_t>(n_rois), std::vector<double>(n_volumes)},
                     std::vector<std::int64_t>(static_cast<std::size_t>(n_rois))};
  for (int roi = 0; roi < n_rois; ++roi) {
    const auto r = static_cast<std::size_t>(roi);
    for (std::size_t voxel = 0; voxel < n_voxels; ++voxel) {
      if (roi_of[voxel] != roi || !mask[voxel]) continue;
      bool finite = true, varies = false;
      for (std::size_t t = 0; t < n_volumes; ++t) {
        finite = finite && std::isfinite(raw[t * n_voxels + voxel]);
        varies = varies || raw[t * n_voxels + voxel] != raw[voxel];
      }
      if (!finite || !varies) continue;
      ++result.usable[r];
      for (std::size_t t = 0; t < n_volumes; ++t) result.means[r][t] += slope * raw[t * n_voxels + voxel] + intercept;
    }
    for (double& mean : result.means[r])
      mean = result.usable[r] > 0 ? mean / static_cast<double>(result.usable[r])
                                  : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace dmn::test
