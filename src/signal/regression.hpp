#pragma once

#include <Eigen/Core>

namespace dmn::signal {

/// Orthonormal directions that regressors span.
struct RegressorSpace {
  Eigen::MatrixXd basis;  ///< n x rank, orthonormal columns
  Eigen::Index rank = 0;
};

/// The space of regressors that were centred (detrended, filtered) before: those whose norm fell to 1e-9 of their raw
/// norm or below are dropped, the others scaled to unit norm; rank = singular values above 1e-9 of the largest.
///
/// @param regressors  n x K
/// @param raw_norms   K norms before centring, detrending and filtering
/// Householder QR with column pivoting, then the SVD of the small triangle; no result depends on cache sizes.
RegressorSpace regressor_space(const Eigen::MatrixXd& regressors, const Eigen::VectorXd& raw_norms);

/// What least squares on the regressors leaves: data - basis (basis' data). Data n x R, in place.
void remove_regressors(Eigen::MatrixXd& data, const RegressorSpace& space);

}  // namespace dmn::signal
