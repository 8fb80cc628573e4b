#pragma once

#include <cstdint>
#include <vector>

#include "parcellation/voxel_set.hpp"

namespace dmn::parcellation {

/// Voxels `begin` to `end` (exclusive) in file order belong to the ROI.
struct RoiRun {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t roi = 0;  ///< row of the ROI table

  bool operator==(const RoiRun&) const = default;
};

/// Which voxels of a lattice belong to which ROI of one set. A voxel belongs to one ROI at most.
struct Membership {
  std::vector<RoiRun> runs;             ///< inside the lattice, in file order
  std::vector<std::int64_t> geometric;  ///< R counts, the lattice continued beyond its edge
  bool resampled = false;               ///< nearest neighbour of a label image on another lattice
};

/// Appends one voxel, joining it to the last run where it continues it. Voxels must come in file order.
void append_voxel(std::vector<RoiRun>& runs, std::uint32_t voxel, std::uint32_t roi);

/// The parts of the runs outside and inside a set of voxels.
std::vector<RoiRun> runs_outside(const std::vector<RoiRun>& runs, const VoxelSet& voxels);
std::vector<RoiRun> runs_inside(const std::vector<RoiRun>& runs, const VoxelSet& voxels);

/// Voxels of each ROI. @param n_rois R
std::vector<std::int64_t> count_voxels(const std::vector<RoiRun>& runs, std::size_t n_rois);

}  // namespace dmn::parcellation
