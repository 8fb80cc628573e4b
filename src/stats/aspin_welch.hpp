#pragma once

#include <Eigen/Core>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::stats {

/// Aspin-Welch v: the t contrast where residual variance differs between groups of rows (sites, diagnoses),
/// v = c'psi / sqrt(c'(M'WM)^-1 c), psi by ordinary least squares, W_nn = sum R_n'n' / sum e_n'^2 over the n' of n's
/// group, R = I - M M^+ (Winkler et al. 2014, NeuroImage 92:381). One group gives t; two groups without covariates give
/// Welch's t. Groups without residual degrees of freedom (the one row of a site in the model) do not matter.
class AspinWelch {
 public:
  /// @param contrast        estimable, one row
  /// @param variance_group  N numbers, 0 or more; rows as in the design
  /// @throws ShapeError for another number of rows, or a contrast of several rows
  AspinWelch(const Design& design, const Contrast& contrast, const std::vector<int>& variance_group);

  /// @param outcomes  N x B
  /// @return          B; NaN for an outcome with a missing value, or without residual variance in some group
  Eigen::VectorXd v(const Eigen::MatrixXd& outcomes) const;

 private:
  /// Rows that share a variance.
  struct Group {
    std::vector<Eigen::Index> rows;
    double residual_df = 0;  ///< sum of R_nn
    Eigen::MatrixXd gram;    ///< r x r: q'q over its rows
  };

  double v_of(const Eigen::VectorXd& outcome) const;

  Eigen::MatrixXd q_;        ///< N x r
  Eigen::VectorXd weights_;  ///< r: the contrast in the coordinates of q
  std::vector<Group> groups_;
};

}  // namespace dmn::stats
