#include "stats/bayes_factor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace dmn::stats {
namespace {

constexpr double step = 0.125;
constexpr double lowest_log_g = -7.0;  ///< e^-1/(2g) is below 1e-200 there
constexpr double decay = 45.0;         ///< beyond its last scale the integrand over log g falls as 1/g

}  // namespace

double log_bayes_factor(double t, double effective_n, double df, double prior_scale)
{
  if (std::isnan(t)) return t;
  const double squared = t * t;
  const double spread = effective_n * prior_scale * prior_scale;
  const double highest_log_g = std::log1p(squared / spread) + std::log1p(1.0 / spread) + decay;
  const double of_null = 0.5 * (df + 1.0) * std::log1p(squared / df);
  std::vector<double> log_terms;
  double largest = -std::numeric_limits<double>::infinity();
  for (double log_g = lowest_log_g; log_g < highest_log_g; log_g += step) {
    const double g = std::exp(log_g);
    const double widened = 1.0 + spread * g;
    log_terms.push_back(-0.5 * std::log(widened) - 0.5 * (df + 1.0) * std::log1p(squared / (widened * df)) -
                        0.5 * log_g - 0.5 / g);
    largest = std::max(largest, log_terms.back());
  }
  double sum = 0;
  for (const double term : log_terms) sum += std::exp(term - largest);
  return of_null + largest + std::log(step * sum) - 0.5 * std::log(2.0 * std::numbers::pi);
}

double bayes_factor(double t, double effective_n, double df, double prior_scale)
{
  return std::exp(log_bayes_factor(t, effective_n, df, prior_scale));
}

}  // namespace dmn::stats
