#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

namespace dmn::connectivity {

enum class Kind { correlation, covariance, partial, precision, tangent };
enum class Estimator { empirical, ledoit_wolf };

/// `correlation`, `covariance`, ... @throws UsageError naming the nearest kind
Kind parse_kind(std::string_view name);
std::string name_of(Kind kind);
/// `empirical`, `ledoit-wolf`. @throws UsageError
Estimator parse_estimator(std::string_view name);
std::string name_of(Estimator estimator);
/// `fisher_z` for correlation and partial, else `none`: the attribute `transform` of the stored matrix.
std::string transform_of(Kind kind);
/// covariance, precision and tangent keep their diagonal.
bool has_diagonal(Kind kind);

/// One connectivity matrix of one run as it is stored.
struct KindEstimate {
  Eigen::VectorXd edges;  ///< E, full edge order; NaN for edges of an invalid ROI; Fisher z where transform_of says so
  Eigen::VectorXd diagonal;           ///< R where has_diagonal, else empty
  double shrinkage = 0;               ///< Ledoit-Wolf delta; 0 for the empirical estimator
  std::vector<std::string> warnings;  ///< e.g. `duplicate_roi: A and B have the same series`
};

/// Connectivity of one denoised run. `correlation` is always Pearson's; the estimator acts on the others
/// (METHODS.md sections 3 and 11). For `tangent` this is the run's covariance of z-scored series (edges and diagonal,
/// unscaled): the projection needs the cohort's mean, see tangent.hpp.
///
/// @param series  n_kept x R; NaN columns (invalid ROIs) are left out of the estimate and NaN in the result
/// @throws InputError when the estimate does not exist: fewer samples than ROIs for an unshrunk inverse, singular
/// matrix
KindEstimate estimate(const Eigen::MatrixXd& series, Kind kind, Estimator estimator);

}  // namespace dmn::connectivity
