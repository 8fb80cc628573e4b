#pragma once

#include <vector>

#include "base/units.hpp"
#include "signal/frame_matrix.hpp"

namespace dmn::signal {

/// Subtracts from every column its least-squares straight line over all rows (T x C, in place).
void remove_trend(FrameMatrix& frames);

/// Subtracts from every column its least-squares straight line over rows taken at uneven times.
/// @param columns  n x C, in place
/// @param times    n; in any unit
void remove_trend(Eigen::MatrixXd& columns, const Eigen::VectorXd& times);

/// Subtracts the mean of every column (n x C, in place).
void centre(Eigen::MatrixXd& columns);

/// The discrete cosines below a high-pass cut-off at some of the T frames of a run: n x K, K = floor(2 T f TR) (at
/// most T - 1), column k - 1: cos(pi k (2 t + 1) / (2 T)) for k = 1..K, unscaled. SPM's basis; the constant is
/// not among them.
///
/// @param frames    row numbers t, 0..T-1
/// @param n_frames  T
Eigen::MatrixXd cosine_basis(const std::vector<Eigen::Index>& frames, Eigen::Index n_frames, base::Hertz high_pass,
                             base::Seconds repetition_time);

}  // namespace dmn::signal
