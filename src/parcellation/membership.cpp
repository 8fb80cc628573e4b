#include "parcellation/membership.hpp"

namespace dmn::parcellation {
namespace {

std::vector<RoiRun> select(const std::vector<RoiRun>& runs, const VoxelSet& voxels, bool inside)
{
  std::vector<RoiRun> selected;
  selected.reserve(runs.size());
  for (const RoiRun& run : runs) {
    for (std::uint32_t voxel = run.begin; voxel < run.end; ++voxel) {
      if (voxels.contains(voxel) == inside) append_voxel(selected, voxel, run.roi);
    }
  }
  return selected;
}

}  // namespace

void append_voxel(std::vector<RoiRun>& runs, std::uint32_t voxel, std::uint32_t roi)
{
  if (!runs.empty() && runs.back().end == voxel && runs.back().roi == roi) {
    ++runs.back().end;
  } else {
    runs.push_back({voxel, voxel + 1, roi});
  }
}

std::vector<RoiRun> runs_outside(const std::vector<RoiRun>& runs, const VoxelSet& voxels)
{
  return select(runs, voxels, false);
}

std::vector<RoiRun> runs_inside(const std::vector<RoiRun>& runs, const VoxelSet& voxels)
{
  return select(runs, voxels, true);
}

std::vector<std::int64_t> count_voxels(const std::vector<RoiRun>& runs, std::size_t n_rois)
{
  std::vector<std::int64_t> counts(n_rois);
  for (const RoiRun& run : runs) counts[run.roi] += run.end - run.begin;
  return counts;
}

}  // namespace dmn::parcellation
