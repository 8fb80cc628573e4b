#include "parcellation/voxel_series.hpp"

namespace dmn::parcellation {

VoxelKeeper::VoxelKeeper(const std::vector<RoiRun>& runs, std::size_t n_rois, std::int64_t n_volumes)
{
  series_.first.assign(1, 0);
  for (const std::int64_t voxels : count_voxels(runs, n_rois)) series_.first.push_back(series_.first.back() + voxels);
  std::vector<Eigen::Index> next = series_.first;
  for (const RoiRun& run : runs) {
    stretches_.push_back({run.begin, run.end, next[run.roi]});
    next[run.roi] += run.end - run.begin;
  }
  series_.values.resize(n_volumes, series_.first.back());
}

}  // namespace dmn::parcellation
