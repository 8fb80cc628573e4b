#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "connectivity/estimate.hpp"

namespace dmn::connectivity {

/// Standard deviation (n - 1) of Fisher z over all windows of a run, one volume apart.
/// @param series  T x p, columns of mean 0 that vary
/// @param window  volumes of a window, 3 to T - 1
/// @return        p(p-1)/2, row-major upper triangle; NaN where a series is constant within a window
/// @throws ShapeError for another window
Eigen::VectorXd sd_over_windows(const Eigen::MatrixXd& series, Eigen::Index window);

/// How time-varying connectivity is looked for.
struct WindowOptions {
  Eigen::Index window = 50;  ///< volumes; at least 1/f_lo, f_lo the lowest frequency of the series
  int surrogates = 500;      ///< for p
  std::uint64_t seed = 1;
};

/// The kind `dynamic`: sd_over_windows of every edge. Usable columns and warnings as in estimate(). A run of fewer than
/// two windows has none: NaN and the warning `dynamic_short: ...`. Windows count kept volumes: across a gap they last
/// longer. Exploratory. Leonardi & Van De Ville 2015, NeuroImage 104:430.
KindEstimate dynamic_sd(const Eigen::MatrixXd& series, const WindowOptions& options,
                        const std::vector<std::string>& labels = {});

/// The kind `dynamic_p`: (1 + surrogates that vary at least as much) / (1 + surrogates), an edge each, against
/// stationary connectivity (surrogates.hpp). Uncorrected.
KindEstimate dynamic_p(const Eigen::MatrixXd& series, const WindowOptions& options,
                       const std::vector<std::string>& labels = {});

}  // namespace dmn::connectivity
