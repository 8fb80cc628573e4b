#pragma once

#include <optional>

#include "inference/counted_p.hpp"
#include "inference/tail_p.hpp"

namespace dmn::inference {

/// A generalised Pareto distribution of the excesses over a threshold.
struct ParetoFit {
  double threshold = 0;  ///< u
  double scale = 0;      ///< a = x (x^2/s^2 + 1)/2, x and s^2 (denominator n - 1) of the excesses
  double shape = 0;      ///< k = (x^2/s^2 - 1)/2; positive: bounded at u + a/k
  Eigen::Index n_tail = 0;
};

/// The upper tail of the null statistics as a generalised Pareto distribution, for p below .10 (Winkler et al. 2016,
/// NeuroImage 141:502; Knijnenburg et al. 2009, Bioinformatics 25:i161; as PALM does).
class ParetoTail {
 public:
  /// Tries thresholds from the .751 quantile in steps of .01, below .991, until the Anderson-Darling p exceeds .05. A
  /// threshold is the mean of the first order statistic with that empirical distribution function and the one before.
  /// Keeps a reference: the null distribution must outlive the tail.
  explicit ParetoTail(const NullDistribution& null);

  /// Nothing where no threshold was accepted.
  const std::optional<ParetoFit>& fit() const noexcept { return fit_; }
  /// p = (n_tail/J) (1 - k y/a)^(1/k) with y = T - u where the counted p is below .10 and T above u; else counted.
  TailP p(double observed) const;

 private:
  const NullDistribution& null_;
  std::optional<ParetoFit> fit_;
};

}  // namespace dmn::inference
