#include "stats/noncentral_t.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <vector>

namespace dmn::stats {
namespace {

constexpr double negligible_log_weight = -40.0;
constexpr double steps_per_width = 0.6;   ///< of the narrowest Gaussian: error exp(-2 pi^2 / 0.6^2) = 1e-24
constexpr double widest_log_step = 0.06;  ///< the strip where exp(-exp(2u)) stays bounded is pi/4 wide
constexpr double chi_wider_from = 50.0;

double normal_cdf(double x)
{
  return 0.5 * std::erfc(-x * M_SQRT1_2);
}

double normal_density(double x)
{
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * M_PI);
}

/// Nodes k * step around 0 as long as their weight counts.
void lay_nodes(double step, const std::function<double(double)>& log_weight, Eigen::ArrayXd& node,
               Eigen::ArrayXd& weight)
{
  std::vector<double> nodes;
  std::vector<double> weights;
  for (const double direction : {1.0, -1.0}) {
    for (int k = direction > 0 ? 0 : 1;; ++k) {
      const double x = direction * k * step;
      const double logarithm = log_weight(x);
      if (logarithm < negligible_log_weight) break;
      nodes.push_back(x);
      weights.push_back(std::exp(logarithm));
    }
  }
  node = Eigen::Map<const Eigen::ArrayXd>(nodes.data(), static_cast<Eigen::Index>(nodes.size()));
  weight = Eigen::Map<const Eigen::ArrayXd>(weights.data(), static_cast<Eigen::Index>(weights.size()));
  weight /= weight.sum();
}

}  // namespace

NoncentralT::NoncentralT(double t, double df) : t_(std::abs(t)), df_(df), negative_(t < 0)
{
  if (chi_is_wider()) {
    lay_nodes(
        steps_per_width / 2, [](double z) { return -0.5 * z * z; }, node_, weight_);
    return;
  }
  const double step = std::min(widest_log_step, steps_per_width / std::sqrt(t_ * t_ + 2.0 * df_));
  lay_nodes(
      step, [this](double u) { return df_ * (u - 0.5 * std::expm1(2.0 * u)); }, node_, weight_);
  node_ = t_ * node_.exp();
}

bool NoncentralT::chi_is_wider() const
{
  return t_ > chi_wider_from * std::sqrt(2.0 * df_) && t_ > chi_wider_from;
}

double NoncentralT::cdf(double ncp) const
{
  const double shift = negative_ ? -ncp : ncp;
  double sum = 0;
  for (Eigen::Index k = 0; k < node_.size(); ++k) {
    if (chi_is_wider()) {
      const double s = (node_[k] + shift) / t_;
      sum += weight_[k] * (s > 0 ? boost::math::gamma_q(df_ / 2, df_ * s * s / 2) : 1.0);
    } else {
      sum += weight_[k] * normal_cdf(node_[k] - shift);
    }
  }
  return negative_ ? 1.0 - sum : sum;
}

double NoncentralT::slope(double ncp) const
{
  const double shift = negative_ ? -ncp : ncp;
  double sum = 0;
  for (Eigen::Index k = 0; k < node_.size(); ++k) {
    if (chi_is_wider()) {
      const double s = (node_[k] + shift) / t_;
      if (s > 0) sum += weight_[k] * boost::math::gamma_p_derivative(df_ / 2, df_ * s * s / 2) * df_ * s / t_;
    } else {
      sum += weight_[k] * normal_density(node_[k] - shift);
    }
  }
  return -sum;
}

double NoncentralT::first_guess(double p) const
{
  const double t = negative_ ? -t_ : t_;
  const double quantile = boost::math::quantile(boost::math::normal(), p);
  return t - quantile * std::sqrt(1.0 + t * t / (2.0 * df_));
}

double NoncentralT::ncp_at(double p) const
{
  double guess = first_guess(p);
  double width = 1.0 + 1e-3 * std::abs(guess);
  double low = guess - width;
  double high = guess + width;
  while (cdf(low) < p) low -= (width *= 2);
  while (cdf(high) > p) high += (width *= 2);
  for (int iteration = 0; iteration < 200; ++iteration) {
    const double excess = cdf(guess) - p;
    (excess > 0 ? low : high) = guess;
    double next = guess - excess / slope(guess);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::abs(next - guess) <= 1e-14 * std::max(1.0, std::abs(next));
    guess = next;
    if (done) break;
  }
  return guess;
}

}  // namespace dmn::stats
