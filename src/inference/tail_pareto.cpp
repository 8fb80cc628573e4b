#include "inference/tail_pareto.hpp"

#include <algorithm>
#include <cmath>

#include "inference/tail_anderson_darling.hpp"

namespace dmn::inference {
namespace {

constexpr double refined_below = 0.10;
constexpr double accepted_above = 0.05;
constexpr int first_permille = 751;
constexpr int step_permille = 10;
constexpr int end_permille = 991;

/// Position of the first value whose empirical distribution function reaches q; tied values share the function.
Eigen::Index first_reaching(const Eigen::VectorXd& sorted, double q)
{
  const auto n = static_cast<double>(sorted.size());
  auto value = sorted.begin();
  while (true) {
    const auto next = std::upper_bound(value, sorted.end(), *value);
    if (static_cast<double>(next - sorted.begin()) / n >= q) return value - sorted.begin();
    value = next;
  }
}

std::optional<ParetoFit> fit_from(const Eigen::VectorXd& sorted, double q)
{
  const Eigen::Index first = first_reaching(sorted, q);
  const Eigen::Index n = sorted.size() - first;
  if (first == 0 || n < 2) return std::nullopt;
  const double threshold = 0.5 * (sorted[first - 1] + sorted[first]);
  const Eigen::VectorXd excess = sorted.tail(n).array() - threshold;
  const double mean = excess.mean();
  const double ratio = mean * mean * static_cast<double>(n - 1) / (excess.array() - mean).square().sum();
  const ParetoFit fit = {threshold, mean * (ratio + 1.0) / 2.0, (ratio - 1.0) / 2.0, n};
  if (!std::isfinite(fit.scale) || !(fit.scale > 0)) return std::nullopt;
  const double p = anderson_darling_p(anderson_darling(excess, fit.scale, fit.shape), fit.shape);
  return p > accepted_above ? std::optional(fit) : std::nullopt;
}

}  // namespace

ParetoTail::ParetoTail(const NullDistribution& null) : null_(null)
{
  for (int permille = first_permille; permille < end_permille && !fit_; permille += step_permille) {
    fit_ = fit_from(null.sorted(), permille / 1000.0);
  }
}

TailP ParetoTail::p(double observed) const
{
  const double counted = null_.p(observed);
  if (!fit_ || !(counted < refined_below) || !(observed > fit_->threshold)) return {counted, TailMethod::counted};
  const auto n_permutations = static_cast<double>(null_.size());
  const double share = static_cast<double>(fit_->n_tail) / n_permutations;
  const double p = share * pareto_survival(observed - fit_->threshold, fit_->scale, fit_->shape);
  if (p > 0) return {p, TailMethod::gpd};
  return {1.0 / n_permutations, TailMethod::beyond_support};
}

}  // namespace dmn::inference
