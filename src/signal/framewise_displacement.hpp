#pragma once

#include <string>
#include <vector>

#include "signal/confound_table.hpp"
#include "signal/denoise_options.hpp"
#include "signal/frame_matrix.hpp"

namespace dmn::signal {

/// Head motion from volume to volume.
struct FramewiseDisplacement {
  Eigen::VectorXd mm;                 ///< T; the first is 0; NaN where not known; empty if the table cannot say
  std::vector<std::string> warnings;  ///< one clause each

  bool known() const noexcept { return mm.size() > 0; }
};

/// FD_t = sum |change of translation| + 50 mm x sum |change of rotation|, FD_0 = 0.
/// @param motion  T x 6: three translations (mm), three rotations (rad)
/// Power et al. 2012, NeuroImage 59:2142.
Eigen::VectorXd power_displacement(const FrameMatrix& motion);

/// FD of a run: from the six motion columns (breathing filtered out first if the options say so), on the full table;
/// the table's own `framewise_displacement` only where one of them is missing. Warns when both are there and differ by
/// more than 0.01 mm, and when the repetition time is below 1 s without a filter.
/// @throws InputError naming the column: FD censoring or a filter is asked for and the columns are not there or
///         unreadable; a motion parameter is missing where a filter would spread it; the table's own column
///         holds no number
FramewiseDisplacement framewise_displacement(const ConfoundTable& table, const DenoiseOptions& options,
                                             base::Seconds repetition_time);

}  // namespace dmn::signal
