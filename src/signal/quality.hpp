#pragma once

#include <Eigen/Core>

namespace dmn::signal {

/// Temporal signal-to-noise: median over columns of mean / SD (n - 1). NaN without a column that varies.
/// @param series  n x R, finite
double temporal_snr(const Eigen::MatrixXd& series);

/// Mean of the whole R x R correlation matrix, diagonal included; NaN without columns.
/// @param centred  n x R with zero column means, none of them constant
/// Saad et al. 2013, Brain Connect. 3:339.
double global_correlation(const Eigen::MatrixXd& centred);

/// Mean and maximum of the finite values; NaN without one.
struct MeanAndMaximum {
  double mean;
  double maximum;
};
MeanAndMaximum mean_and_maximum(const Eigen::VectorXd& values);

}  // namespace dmn::signal
