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
  int iterations = 0;         ///< calls of log_sum
  double gradient_norm = 0;   ///< ||L||_F / R^2 at the end: converged when below the tolerance
};

/// Geometric mean of positive definite matrices (Varoquaux et al. 2010, MICCAI 6361:200; recursion and stopping rule of
/// METHODS.md section 11): from the arithmetic mean, L = mean log(G^-1/2 M G^-1/2), G <- G^1/2 exp(step L) G^1/2; when
/// ||L||_F grew, the step is halved and the old norm kept; the update is applied before the test
/// ||L||_F / R^2 < tolerance.
/// @throws ShapeError without runs; InputError if the arithmetic mean is not positive definite
TangentMean tangent_mean(const MatrixSums& runs, double tolerance = 1e-14, int max_iterations = 100);
/// The same for matrices held in memory, added in their order.
TangentMean tangent_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance = 1e-14,
                         int max_iterations = 100);

/// log(W M W) for symmetric W and positive definite M. @throws InputError if M is not positive definite
Eigen::MatrixXd log_whitened(const Eigen::MatrixXd& whitening, const Eigen::MatrixXd& matrix);

/// A run in tangent space as it is stored.
struct TangentVector {
  Eigen::VectorXd edges;     ///< E, row-major upper triangle of log(W M W)
  Eigen::VectorXd diagonal;  ///< R, its diagonal divided by sqrt(2)
};

/// @param whitening  G^-1/2 of tangent_mean
/// @throws InputError if the matrix is not positive definite
TangentVector tangent_vector(const Eigen::MatrixXd& whitening, const Eigen::MatrixXd& matrix);

}  // namespace dmn::connectivity
