#include "harmonisation/empirical_bayes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double convergence = 1e-4;  ///< sva's default
constexpr double no_spread = 1e-24;   ///< share of the second moment that rounding leaves of equal numbers

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments(const Eigen::VectorXd& values)
{
  const double mean = values.mean();
  return {mean, (values.array() - mean).square().sum() / static_cast<double>(values.size() - 1)};
}

bool vary(const Moments& found, Eigen::Index n_features)
{
  return n_features > 1 && found.variance > no_spread * (found.mean * found.mean + found.variance);
}

double relative_change(double now, double old)
{
  const double change = std::abs(now - old);
  if (change == 0) return 0;
  return old == 0 ? std::numeric_limits<double>::infinity() : change / old;
}

/// One step for all features; returns the largest relative change.
double iterate(const SiteEstimates& raw, const SitePrior& prior, double n_rows, SiteEstimates& current)
{
  double largest = 0;
  const double weight = n_rows * prior.variance;
  const double denominator = prior.shape + n_rows / 2 - 1;
  for (Eigen::Index g = 0; g < raw.gamma.size(); ++g) {
    const double old_delta2 = current.delta2[g];
    const double gamma = (weight * raw.gamma[g] + old_delta2 * prior.mean) / (weight + old_delta2);
    const double distance = raw.gamma[g] - gamma;
    const double squares = (n_rows - 1) * raw.delta2[g] + n_rows * distance * distance;
    const double delta2 = (prior.scale + 0.5 * squares) / denominator;
    largest = std::max({largest, relative_change(gamma, current.gamma[g]), relative_change(delta2, old_delta2)});
    current.gamma[g] = gamma;
    current.delta2[g] = delta2;
  }
  return largest;
}

}  // namespace

SitePrior site_prior(const SiteEstimates& raw)
{
  const Eigen::Index n_features = raw.gamma.size();
  const Moments shift = moments(raw.gamma);
  const Moments spread = moments(raw.delta2);
  SitePrior prior{.mean = shift.mean,
                  .variance = shift.variance,
                  .shifts_vary = vary(shift, n_features),
                  .variances_vary = vary(spread, n_features)};
  const double m = spread.mean;
  prior.shape = (2 * spread.variance + m * m) / spread.variance;
  prior.scale = (m * spread.variance + m * m * m) / spread.variance;
  return prior;
}

SiteEstimates shrink(const SiteEstimates& raw, const SitePrior& prior, double n_rows, int max_iterations,
                     const std::string& site)
{
  SiteEstimates current = raw;
  for (int iteration = 0; iteration < max_iterations; ++iteration) {
    if (iterate(raw, prior, n_rows, current) <= convergence) return current;
  }
  throw base::DesignError(
      fmt::format("the empirical Bayes of ComBat did not converge for site {} in {} iterations", site, max_iterations));
}

SiteEstimates shrink_means(const SiteEstimates& raw, const SitePrior& prior)
{
  return {.gamma = (prior.variance * raw.gamma.array() + prior.mean) / (prior.variance + 1),
          .delta2 = Eigen::VectorXd::Ones(raw.gamma.size())};
}

}  // namespace dmn::harmonisation
