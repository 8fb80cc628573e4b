#pragma once

#include <Eigen/Core>

namespace dmn::prediction {

/// Many penalised logistic regressions on one basis at once, a column each:
///   minimise 1/2 sum_k l_k b_k^2 + C sum_i u_i log-loss(y_i, (B b)_i).
/// Newton's method; each step is solved by conjugate gradients for all columns together, so that the work is products
/// of matrices. B is orthonormal over all rows, so diag(l) + C mean(u p (1 - p)) is near the Hessian and steps are few.
struct LogisticProblem {
  const Eigen::MatrixXd& basis;    ///< n x m, B
  const Eigen::VectorXd& penalty;  ///< m, l >= 0
  const Eigen::MatrixXd& labels;   ///< n x J of 0 and 1
  const Eigen::MatrixXd& weights;  ///< n x J, u: 1, or 0 for a row that the column does not see
};

/// Coefficients and their linear predictors, of seen and unseen rows.
struct LogisticSolution {
  Eigen::MatrixXd coefficients = {};  ///< m x J
  Eigen::MatrixXd predictor = {};     ///< n x J, B b
};

/// @param c          C > 0
/// @param tolerance  of the squared Newton decrement over C times the number of rows seen
/// @param solution   where to start from; becomes the solution
void solve_logistic(const LogisticProblem& problem, double c, double tolerance, LogisticSolution& solution);

/// All coefficients 0.
LogisticSolution no_coefficients(const LogisticProblem& problem);

/// log(1 + e^x) without overflow.
double softplus(double x);
/// 1 / (1 + e^-x).
double inverse_logit(double x);

}  // namespace dmn::prediction
