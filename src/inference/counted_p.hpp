#pragma once

#include <Eigen/Core>

namespace dmn::inference {

/// Statistics under permutation, the identity's among them, sorted once to answer many questions.
class NullDistribution {
 public:
  /// @param statistics  J values, any order; infinite ones are allowed
  /// @throws ShapeError without a value, or for a NaN
  explicit NullDistribution(Eigen::VectorXd statistics);

  /// p = #{T*_j >= T_0 - 1e-9 max(1, |T_0|)} / J. At least 1/J for a statistic that is itself one of the J. NaN for
  /// NaN. Phipson & Smyth 2010, Stat Appl Genet Mol Biol 9:39; the tolerance is that of METHODS.md section 4.
  double p(double observed) const;
  /// The same for each of E statistics.
  Eigen::VectorXd p(const Eigen::VectorXd& observed) const;

  Eigen::Index size() const noexcept { return sorted_.size(); }
  /// J values, ascending.
  const Eigen::VectorXd& sorted() const noexcept { return sorted_; }

 private:
  Eigen::VectorXd sorted_;
};

/// Monte Carlo standard error of a counted p: sqrt(p (1 - p) / J).
double counted_p_error(double p, Eigen::Index n_permutations);

}  // namespace dmn::inference
