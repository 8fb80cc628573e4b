#include "stats/number_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dmn::stats {
namespace {

constexpr std::size_t n_weights = 7;

double weight_at(std::size_t position)
{
  return static_cast<double>(position % n_weights + 1) / static_cast<double>(n_weights);
}

}  // namespace

NumberSummary summarise_numbers(std::span<const double> values)
{
  NumberSummary summary{.n = static_cast<std::int64_t>(values.size()),
                        .minimum = std::numeric_limits<double>::infinity(),
                        .maximum = -std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) ++summary.n_missing;
    if (std::isinf(values[i])) ++summary.n_infinite;
    if (!std::isfinite(values[i])) continue;
    summary.minimum = std::min(summary.minimum, values[i]);
    summary.maximum = std::max(summary.maximum, values[i]);
    summary.sum += values[i];
    summary.weighted += values[i] * weight_at(i);
  }
  const auto n = static_cast<double>(summary.n - summary.n_missing - summary.n_infinite);
  if (n == 0)
    summary.minimum = summary.maximum = summary.sum = summary.weighted = std::numeric_limits<double>::quiet_NaN();
  const double mean = summary.sum / n;
  double squares = 0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - mean) * (value - mean);
  }
  summary.sd = std::sqrt(squares / n);
  return summary;
}

}  // namespace dmn::stats
