#include "parcellation/label_centres.hpp"

namespace dmn::parcellation {

std::map<std::int64_t, Eigen::Vector3d> label_centres(const image::Grid& grid,
                                                      const std::vector<LabelStretch>& stretches)
{
  std::map<std::int64_t, Eigen::Vector4d> sums;  // of voxel indices; the last is their number
  for (const auto& stretch : stretches) {
    Eigen::Vector4d& sum = sums.try_emplace(stretch.value, Eigen::Vector4d::Zero()).first->second;
    for (std::int64_t voxel = stretch.first; voxel < stretch.first + stretch.length; ++voxel) {
      const std::int64_t row = voxel / grid.shape[0];
      sum += Eigen::Vector4d(static_cast<double>(voxel % grid.shape[0]), static_cast<double>(row % grid.shape[1]),
                             static_cast<double>(row / grid.shape[1]), 1);
    }
  }
  std::map<std::int64_t, Eigen::Vector3d> centres;
  for (const auto& [label, sum] : sums) {
    const Eigen::Vector4d mean = sum / sum[3];
    centres[label] = (grid.to_mm * mean).head<3>();
  }
  return centres;
}

}  // namespace dmn::parcellation
