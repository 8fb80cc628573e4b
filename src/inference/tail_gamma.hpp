#pragma once

#include "inference/counted_p.hpp"
#include "inference/tail_p.hpp"

namespace dmn::inference {

/// A gamma distribution with the mean, variance and skewness of the null statistics, for p-values from few
/// permutations (Winkler et al. 2016, NeuroImage 141:502; as PALM does). With G = (T - mean) / SD and skewness s:
/// shape 4/s^2, scale s/2, shift -2/s; the normal distribution for s = 0.
class GammaTail {
 public:
  /// Keeps a reference: the null distribution must outlive the tail.
  explicit GammaTail(const NullDistribution& null);

  /// Approximate p. Stays counted where there is nothing to fit: fewer than three values, all equal, or infinite ones.
  TailP p(double observed) const;

  double mean() const noexcept { return mean_; }
  double variance() const noexcept { return variance_; }  ///< denominator J - 1
  double skewness() const noexcept { return skewness_; }  ///< sqrt(J(J-1))/(J-2) m3/m2^1.5
 private:
  double fitted_p(double standardised) const;

  const NullDistribution& null_;
  double mean_ = 0;
  double variance_ = 0;
  double skewness_ = 0;
};

}  // namespace dmn::inference
