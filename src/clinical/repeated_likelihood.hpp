#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::clinical {

/// Cross-products of fixed effects and outcome in one part of the rows' space, in which the variance of a row is
/// residual + person * size.
struct VariancePart {
  double size = 0;     ///< rows a person; 0 within persons
  double n = 0;        ///< dimension of the part
  Eigen::MatrixXd xx;  ///< p x p
  Eigen::VectorXd xy;  ///< p
  double yy = 0;
};

/// The two variances at the restricted maximum likelihood.
struct PersonVariance {
  double person = 0;
  double residual = 0;
  bool boundary = false;  ///< person = 0: the likelihood falls from there
  bool found = false;     ///< false: it still grows at a million times the residual variance, or nothing is left over
};

/// @param parts  whose dimensions sum to the number of rows
PersonVariance person_variance(const std::vector<VariancePart>& parts);

/// Generalised least squares at given variances, and how its covariance depends on them.
class RepeatedFit {
 public:
  RepeatedFit(const std::vector<VariancePart>& parts, double person, double residual);

  const Eigen::VectorXd& coefficients() const noexcept { return beta_; }
  /// w' Cov(beta) w.
  double variance(const Eigen::VectorXd& weights) const;
  /// Satterthwaite's degrees of freedom of that variance, by the exact second derivatives of -2 log restricted
  /// likelihood.
  double satterthwaite_df(const Eigen::VectorXd& weights) const;

 private:
  const std::vector<VariancePart>& parts_;
  double person_;
  double residual_;
  Eigen::MatrixXd covariance_;  ///< (X'V^-1 X)^-1
  Eigen::VectorXd beta_;
};

}  // namespace dmn::clinical
