#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace dmn::connectivity {

/// Sum over runs of a symmetric-matrix function, in a fixed order: on several ranks each adds its own runs and the
/// caller joins the parts, so the recursion below is the same on any number of ranks.
/// `log_sum(W)` must return the sum over runs of log(W M_run W), W symmetric R x R.
struct MatrixSums {
  std::function<Eigen::MatrixXd()> sum;                            ///< sum of M_run
  std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)> log_sum;  ///< sum of log(W M_run W)
  Eigen::Index n_runs = 0;
};

struct TangentMean {
  Eigen::MatrixXd mean;       ///< G, geometric mean, R x R
  Eigen::MatrixXd whitening;  ///< G^-1/2
  int iterations = 0;
  double gradient_norm = 0;  ///< ||L||_F / R^2 at the end
};

/// Geometric mean of positive definite matrices (Varoquaux et al. 2010; recursion and stopping rule of METHODS.md
/// section 11).
TangentMean tangent_mean(const MatrixSums& runs, double tolerance = 1e-14, int max_iterations = 100);
/// The same for matrices held in memory.
TangentMean tangent_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance = 1e-14,
                         int max_iterations = 100);

/// log(W M W) for symmetric W and positive definite M. @throws InputError if M is not positive definite
Eigen::MatrixXd log_whitened(const Eigen::MatrixXd& whitening, const Eigen::MatrixXd& matrix);

}  // namespace dmn::connectivity
