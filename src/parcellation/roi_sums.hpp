#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/membership.hpp"
#include "parcellation/voxel_series.hpp"

namespace dmn::parcellation {

/// Sums of raw voxels over ROIs, of voxels that are finite and not constant over all volumes.
struct RoiSums {
  Eigen::MatrixXd sums;  ///< T x S, raw (unscaled); S slots: the ROIs of all sets after one another
  std::vector<std::vector<std::int64_t>> usable;  ///< of each set, voxels of each ROI that were summed
};

/// Sums the ROIs of all sets in one pass; in a second one only where voxels must be left out that the first could not
/// know (one that turns not finite after the first volume; among real numbers, a constant one that is not 0).
/// @param stream  at its beginning
/// @param path    of the same image, for a second pass
/// @param runs    of each set, those voxels only that may be used (inside the mask)
/// @param n_rois  R of each set
/// @param keepers those that see the first pass too
/// @throws InputError naming the file: as `VoxelStream::next`; a volume without a finite voxel
RoiSums sum_rois(image::VoxelStream& stream, const std::filesystem::path& path,
                 const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois,
                 std::vector<VoxelKeeper>& keepers);

}  // namespace dmn::parcellation
