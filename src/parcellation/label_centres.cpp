#include "parcellation/label_centres.hpp"

#include <algorithm>

namespace dmn::parcellation {

void LabelCentres::add(const LabelStretch& stretch)
{
  Sum& sum = sums_.try_emplace(stretch.value, Sum::Zero()).first->second;
  const std::int64_t end = stretch.first + stretch.length;
  for (std::int64_t voxel = stretch.first; voxel < end;) {
    const std::int64_t row = voxel / grid_.shape[0];
    const std::int64_t n = std::min(end, (row + 1) * grid_.shape[0]) - voxel;
    const std::int64_t i = voxel % grid_.shape[0];
    sum += Sum(n * i + n * (n - 1) / 2, n * (row % grid_.shape[1]), n * (row / grid_.shape[1]), n);
    voxel += n;
  }
}

std::map<std::int64_t, Eigen::Vector3d> LabelCentres::centres() const
{
  std::map<std::int64_t, Eigen::Vector3d> centres;
  for (const auto& [label, sum] : sums_) {
    const Eigen::Vector4d mean = sum.cast<double>() / static_cast<double>(sum[3]);
    centres[label] = (grid_.to_mm * mean).head<3>();
  }
  return centres;
}

}  // namespace dmn::parcellation
