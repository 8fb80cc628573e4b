#include "stats/noncentral_t.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace dmn::stats {
namespace {

constexpr double negligible_log_weight = -37.0;
constexpr double steps_per_width = 0.5;   ///< of the narrowest Gaussian in the integrand
constexpr double widest_log_step = 0.06;  ///< the strip where exp(-exp(2u)) stays bounded is pi/4 wide
constexpr double upper_tail = 3.0;        ///< SDs above S = 1 up to which t S is resolved
constexpr double chi_wider_from = 50.0;
constexpr double newton_converged = 1e-8;  ///< of the width; the next step would be its square
constexpr int most_iterations = 200;

double normal_cdf(double x)
{
  return 0.5 * std::erfc(-x * M_SQRT1_2);
}

double normal_density(double x)
{
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * M_PI);
}

/// Nodes k * step around 0 as long as their weight counts.
template <class LogWeight>
void lay_nodes(double step, const LogWeight& log_weight, Eigen::ArrayXd& node, Eigen::ArrayXd& weight)
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
        steps_per_width, [](double z) { return -0.5 * z * z; }, node_, weight_);
    return;
  }
  const double largest_s = 1.0 + upper_tail / std::sqrt(2.0 * df_);
  const double narrowest = 1.0 / (largest_s * std::sqrt(t_ * t_ + 2.0 * df_));
  const double step = std::min(widest_log_step, steps_per_width * narrowest);
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
  const double width = std::sqrt(1.0 + t_ * t_ / (2.0 * df_));
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  double guess = first_guess(p);
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    const double excess = cdf(guess) - p;
    (excess > 0 ? low : high) = guess;
    double next = guess + std::clamp(-excess / slope(guess), -width, width);
    if (next < low) next = 0.5 * (low + guess);
    if (next > high) next = 0.5 * (high + guess);
    const double step = std::abs(next - guess);
    guess = next;
    if (step <= newton_converged * width) break;
  }
  return guess;
}

}  // namespace dmn::stats
