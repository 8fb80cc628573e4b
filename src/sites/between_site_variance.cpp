#include "sites/between_site_variance.hpp"

#include <algorithm>
#include <cmath>

namespace dmn::sites {
namespace {

constexpr double smallest_step = 1e-12;

double weighted_mean(const Eigen::ArrayXd& weight, const Eigen::VectorXd& effect)
{
  return (weight * effect.array()).sum() / weight.sum();
}

/// One step of Fisher scoring: score over information at `tau2`.
double scoring_step(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, double tau2)
{
  const Eigen::ArrayXd weight = (variance.array() + tau2).inverse();
  const Eigen::ArrayXd residual = effect.array() - weighted_mean(weight, effect);
  const double total = weight.sum();
  const double squares = weight.square().sum();
  const double score = (weight * residual).square().sum() - (total - squares / total);
  const double information = squares - 2 * weight.cube().sum() / total + squares * squares / (total * total);
  return score / information;
}

}  // namespace

double tau2_dersimonian_laird(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance)
{
  const Eigen::ArrayXd weight = variance.array().inverse();
  const double q = (weight * (effect.array() - weighted_mean(weight, effect)).square()).sum();
  const double scale = weight.sum() - weight.square().sum() / weight.sum();
  return std::max(0.0, (q - static_cast<double>(effect.size() - 1)) / scale);
}

Tau2 tau2_reml(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, const RemlOptions& options)
{
  double tau2 = tau2_dersimonian_laird(effect, variance);
  double last = 0;
  for (int iteration = 0; iteration < options.max_iterations; ++iteration) {
    double change = std::max(-tau2, scoring_step(effect, variance, tau2));
    const bool swings = change * last < 0 && std::abs(change) > std::abs(last) / 2;
    if (swings) change /= 2;
    tau2 += change;
    last = change;
    if (std::abs(change) <= smallest_step * (tau2 + variance.mean())) return {tau2, true};
  }
  return {tau2, false};
}

}  // namespace dmn::sites
