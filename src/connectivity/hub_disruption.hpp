#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::connectivity {

/// Hub disruption k_D of every participant: the slope, over ROIs, of (k_i - mean_i) on mean_i, mean_i the mean of k_i
/// over the controls without the participant. Noise alone makes it negative: only differences between groups mean
/// anything.
///
/// @param by_roi      N x R, e.g. strengths; NaN where an ROI is missing: it is left out of that participant's slope
/// and
///                    of the other's mean
/// @param is_control  N
/// @return            N; NaN with fewer than 3 ROIs, or where the controls' means do not differ between ROIs
/// @throws ShapeError when the flags are not the participants'
/// Achard et al. 2012, PNAS 109:20608; Mansour et al. 2016, Sci Rep 6:34853.
Eigen::VectorXd hub_disruption(const Eigen::MatrixXd& by_roi, const std::vector<bool>& is_control);

}  // namespace dmn::connectivity
