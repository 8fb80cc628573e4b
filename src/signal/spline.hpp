#pragma once

#include <vector>

#include "signal/frame_matrix.hpp"

namespace dmn::signal {

/// Replaces every row that is not kept: between kept rows by the not-a-knot cubic spline through all kept rows (knots
/// at their row numbers), before the first and after the last by the nearest kept row.
/// Rows that are not kept are never read.
///
/// @param frames  T x C, changed in place
/// @param kept    increasing row numbers, at least 4
/// @throws ShapeError for fewer than 4 or a row that is not there
/// de Boor 1978, A Practical Guide to Splines; as `scipy.interpolate.CubicSpline`.
void interpolate_censored(FrameMatrix& frames, const std::vector<Eigen::Index>& kept);

}  // namespace dmn::signal
