#pragma once

#include <Eigen/Core>

namespace dmn::inference {

/// Outcomes and what a model leaves of them.
struct Residuals {
  Eigen::MatrixXd values;          ///< N x T: Y - q q'Y; zero where there is no test
  Eigen::MatrixXd coordinates;     ///< r x T: q'Y
  Eigen::VectorXd sum_of_squares;  ///< T; NaN where there is no test: a value is not finite, or nothing is left over
};

/// @param q         N x r, orthonormal
/// @param outcomes  N x T
Residuals residuals_of(const Eigen::MatrixXd& q, Eigen::MatrixXd outcomes);

}  // namespace dmn::inference
