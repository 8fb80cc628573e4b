#pragma once

#include <Eigen/Core>
#include <vector>

#include "signal/confound_table.hpp"
#include "signal/denoise_options.hpp"

namespace dmn::signal {

/// Which volumes of a run are used.
struct VolumeChoice {
  std::vector<Eigen::Index> steady;  ///< volumes left after the non-steady ones, 0-based in the file
  std::vector<Eigen::Index> kept;    ///< positions in `steady` that survive censoring, increasing

  /// 0-based volume numbers in the file of the kept ones.
  std::vector<Eigen::Index> kept_volumes() const;
};

/// Volumes that no `non_steady_state...` column marks with 1; all T without such a column.
std::vector<Eigen::Index> steady_volumes(const ConfoundTable& table, Eigen::Index n_volumes);

/// Marks values strictly above the threshold as not kept; NaN never does.
/// @param kept  as long as `values`, 1 = kept
void censor_above(const Eigen::VectorXd& values, double threshold, std::vector<char>& kept);

/// Drops stretches of kept volumes shorter than `min_segment`, at the ends too; 0 or 1 drops none.
void drop_short_segments(std::vector<char>& kept, int min_segment);

/// Non-steady volumes go first, then FD and standardised DVARS above their thresholds, then short stretches.
/// @param fd_mm  T; empty if not known
/// @throws InputError if `std_dvars` is asked for and not there, unreadable or without a number
VolumeChoice choose_volumes(const ConfoundTable& table, const Eigen::VectorXd& fd_mm, const DenoiseOptions& options,
                            Eigen::Index n_volumes);

}  // namespace dmn::signal
