#include "inference/tail_gamma.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace dmn::inference {

GammaTail::GammaTail(const NullDistribution& null) : null_(null)
{
  const Eigen::ArrayXd values = null.sorted().array();
  const auto n = static_cast<double>(values.size());
  mean_ = values.mean();
  const Eigen::ArrayXd deviation = values - mean_;
  const double m2 = deviation.square().mean();
  const double m3 = deviation.cube().mean();
  variance_ = m2 * n / (n - 1.0);
  skewness_ = std::sqrt(n * (n - 1.0)) / (n - 2.0) * m3 / std::pow(m2, 1.5);
}

double GammaTail::fitted_p(double standardised) const
{
  if (skewness_ == 0) return 0.5 * std::erfc(standardised / std::numbers::sqrt2);
  const double shape = 4.0 / (skewness_ * skewness_);
  const double x = (standardised + 2.0 / skewness_) / (skewness_ / 2.0);
  if (skewness_ > 0) return x <= 0 ? 1.0 : boost::math::gamma_q(shape, x);
  return x <= 0 ? 0.0 : boost::math::gamma_p(shape, x);
}

TailP GammaTail::p(double observed) const
{
  const bool fits = variance_ > 0 && std::isfinite(variance_) && std::isfinite(skewness_) && std::isfinite(observed);
  if (!fits) return {null_.p(observed), TailMethod::counted};
  const double p = fitted_p((observed - mean_) / std::sqrt(variance_));
  if (p > 0) return {p, TailMethod::gamma};
  return {1.0 / static_cast<double>(null_.size()), TailMethod::beyond_support};
}

}  // namespace dmn::inference
