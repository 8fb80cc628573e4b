#pragma once

#include <Eigen/Core>

namespace dmn::sites {

/// What restricted maximum likelihood sees of one outcome in a model with one random intercept, after rotation: the
/// residuals of the fixed effects fall into m independent parts u_j with variance residual (1 + lambda d_j), and
/// `n_rest` further ones with the residual variance alone.
struct RotatedOutcome {
  Eigen::ArrayXd d;         ///< m eigenvalues > 0 of Z' (I - Q Q') Z
  Eigen::ArrayXd u2;        ///< m squares u_j^2
  double rest = 0;          ///< sum of the other squares
  Eigen::Index n_rest = 0;  ///< N - p - m
};

/// lambda = variance between / residual variance at the restricted maximum likelihood.
struct VarianceRatio {
  double lambda = 0;
  double residual_variance = 0;
  bool boundary = false;  ///< lambda = 0: the likelihood falls from there
  bool found = false;     ///< false: the likelihood still grows at a million times the typical size of the residual
};

/// The profiled deviance sum log(1 + lambda d) + (N - p) log(sum u2 / (1 + lambda d) + rest) is searched on a grid that
/// spans twelve decades for every descent that turns; each minimum is refined to the last digits, the lowest one wins.
/// O(m) an evaluation, 50 on the grid. Patterson & Thompson 1971, Biometrika 58:545.
VarianceRatio reml_variance_ratio(const RotatedOutcome& outcome);

/// -2 log restricted likelihood's Hessian in (variance between, residual variance), 2 x 2.
Eigen::Matrix2d reml_hessian(const RotatedOutcome& outcome, double variance_between, double residual_variance);

}  // namespace dmn::sites
