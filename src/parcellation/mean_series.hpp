#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "image/nifti_header.hpp"
#include "parcellation/roi_set.hpp"
#include "parcellation/voxel_series.hpp"

namespace dmn::parcellation {

/// How much of each ROI a run covers. All vectors have R entries.
struct Coverage {
  std::vector<std::int64_t> geometric;  ///< voxels on the run's lattice continued beyond its edge, after sharing
  std::vector<std::int64_t> usable;     ///< inside grid and mask, finite and not constant over all volumes
  std::vector<double> fraction;         ///< usable / geometric; 0 where geometric is 0
  std::vector<bool> valid;              ///< fraction >= min_coverage and at least 2 voxels (1 for network Brainstem)
  std::vector<std::string> reason;      ///< why an ROI is invalid, one clause; empty if valid
};

/// The mean signal of every ROI of one set in one run.
struct MeanSeries {
  Eigen::MatrixXd values;  ///< T x R raw means (scaled units); NaN columns for invalid ROIs
  Coverage coverage;
  bool resampled = false;  ///< label image on another grid: nearest neighbour was used
  VoxelSeries voxels;      ///< inside the mask; empty unless they are kept
};

/// Averages ROIs of many runs. Keeps, between runs on the same grid, which voxel belongs to which ROI.
/// One pass over each image for all sets; memory is independent of the number of volumes but for the result.
class RoiAverager {
 public:
  enum class Voxels { averaged, kept };  ///< kept: their series too, 4 bytes a voxel and volume of every set

  explicit RoiAverager(std::vector<RoiSet> sets, Voxels voxels = Voxels::averaged);
  ~RoiAverager();

  /// @param bold   4-D NIfTI
  /// @param mask   brain mask on the same grid; without one every finite, non-constant voxel counts
  /// @return       one MeanSeries a set, in the order of the sets
  /// @throws InputError naming file, field, expected and found: not 4-D, truncated or corrupt data, mask on
  ///         another grid, a volume in which every voxel is NaN (the reason says which volume), more voxels to keep
  ///         than `most_voxel_bytes` hold
  std::vector<MeanSeries> operator()(const std::filesystem::path& bold,
                                     const std::optional<std::filesystem::path>& mask);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::parcellation
