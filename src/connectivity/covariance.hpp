#pragma once

#include <Eigen/Core>

namespace dmn::connectivity {

/// X'X/T of centred series, exactly symmetric.
/// @param centred  T x p
Eigen::MatrixXd covariance(const Eigen::MatrixXd& centred);

struct ShrunkCovariance {
  Eigen::MatrixXd matrix;  ///< (1 - delta) S + delta mu I, p x p
  double delta = 0;        ///< in [0, 1]
};

/// Shrinks a covariance S towards mu I, mu = tr S / p:
/// delta = b2/d2, d2 = ||S - mu I||_F^2 / p, b2 = min(d2, sum_t ||x_t x_t' - S||_F^2 / (p T^2)); delta = 0 if d2 = 0.
/// Uses sum_t ||x_t x_t' - S||_F^2 = sum_t (x_t'x_t)^2 - T ||S||_F^2: no work beyond S itself.
/// @param centred     T x p
/// @param covariance  S = X'X/T of it
/// Ledoit & Wolf 2004, J Multivar Anal 88:365.
ShrunkCovariance ledoit_wolf(const Eigen::MatrixXd& centred, const Eigen::MatrixXd& covariance);

}  // namespace dmn::connectivity
