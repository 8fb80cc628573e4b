#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/kind.hpp"

namespace dmn::connectivity {

/// One connectivity matrix of one run as it is stored.
struct KindEstimate {
  Eigen::VectorXd edges;  ///< E, full edge order; NaN for edges of an ROI left out; Fisher z where transform_of says so
  Eigen::VectorXd diagonal;           ///< R where has_diagonal, else empty
  double shrinkage = 0;               ///< Ledoit-Wolf delta; 0 for the empirical estimator
  std::vector<std::string> warnings;  ///< e.g. `duplicate_roi: A and B have the same series`
};

/// Connectivity of one denoised run. `correlation` is always Pearson's; the estimator acts on the others
/// (METHODS.md sections 3 and 11): on the covariance of centred series for `covariance`, on that of z-scored series
/// (population SD) for `partial`, `precision` and `tangent`. For `tangent` this is the covariance of z-scored series
/// itself (edges and diagonal, unscaled): the projection needs the cohort's mean, see tangent.hpp.
///
/// @param series  n_kept x R; NaN columns (invalid ROIs) and constant ones (warning `constant_roi`) are left out of the
///                estimate and NaN in the result. Two ROIs with one series (|r| = 1 but for rounding) warn
///                `duplicate_roi`
/// @param labels  R names for warnings and errors; without them an ROI is called `column 3` (0-based)
/// @throws InputError when the estimate does not exist: below 2 samples; an infinite or partly missing series; for the
///         kinds that need an inverse or a logarithm no more samples than ROIs without shrinkage, or a singular matrix
/// @throws ShapeError below 2 columns, when labels do not belong to them, or for a kind that needs more than the
///         series (xdf.hpp, sliding_windows.hpp)
/// Ledoit & Wolf 2004, J Multivar Anal 88:365; Varoquaux et al. 2010, MICCAI 6361:200.
KindEstimate estimate(const Eigen::MatrixXd& series, Kind kind, Estimator estimator,
                      const std::vector<std::string>& labels = {});

}  // namespace dmn::connectivity
