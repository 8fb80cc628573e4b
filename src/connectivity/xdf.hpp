#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/estimate.hpp"

namespace dmn::connectivity {

/// Pearson correlations of one run with a variance that knows of autocorrelation; each R x R and symmetric.
struct Xdf {
  Eigen::MatrixXd rho;
  Eigen::MatrixXd variance;  ///< of rho; the diagonal means nothing
  Eigen::MatrixXd z;         ///< atanh(rho) (1 - rho^2) / sqrt(variance): standard normal without correlation
};

/// xDF with adaptive truncation. With lag k, autocorrelations a, cross-correlations c (both normalised by sums of
/// squares over the whole run) and w_k = T - 1 - k, variance T^-2 times
/// (T - 1)(1 - rho^2)^2 + sum_k w_k [rho^2 (a_x^2 + a_y^2 + c+^2 + c-^2) - 2 rho (a_x + a_y)(c+ + c-) + 2 (a_x a_y + c+
/// c-)], at least (1 - rho^2)^2 / T. A series keeps the lags before the first with |a_k| < 1.96 / sqrt(T - 2), a pair
/// the cross-correlations of the longer of its two. |rho| is at most 1 - 1e-7, as for Fisher z.
///
/// Where frames are missing only pairs of kept frames count, and w_k + 1 is their number; a and c are scaled to
/// what they would be without gaps. This is an approximation of ours.
///
/// @param centred  T x p, columns of mean 0 that vary
/// @param frames   T ascending frame numbers; empty: 0 ... T - 1
/// @throws ShapeError below 4 frames, or when the frames are not those of the rows
/// Afyouni, Smith & Nichols 2019, NeuroImage 199:609.
Xdf xdf(const Eigen::MatrixXd& centred, const std::vector<Eigen::Index>& frames = {});

/// The kind `xdf`: Z of every edge, for significance within the run; it measures evidence, not strength. Usable columns
/// and warnings as in estimate(), and `xdf_gaps: ...` where frames are missing.
/// @param series  n_kept x R;  @param frames  n_kept
/// @throws InputError, ShapeError as estimate() and xdf()
KindEstimate xdf_estimate(const Eigen::MatrixXd& series, const std::vector<Eigen::Index>& frames,
                          const std::vector<std::string>& labels = {});

}  // namespace dmn::connectivity
