#include "stats/power.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

void require_probability(double value, const char* field)
{
  if (value > 0 && value < 1) return;
  throw base::UsageError("power cannot be computed with this option",
                         {.field = field, .expected = "above 0 and below 1", .found = fmt::format("{}", value)});
}

}  // namespace

double minimum_detectable_g(double variance_factor, const PowerOptions& options)
{
  require_probability(options.alpha, "alpha");
  require_probability(options.power, "power");
  const boost::math::normal normal;
  const double needed = boost::math::quantile(boost::math::complement(normal, options.alpha / 2.0)) +
                        boost::math::quantile(normal, options.power);
  return needed * std::sqrt(variance_factor);
}

double minimum_detectable_g(int n1, int n2, const PowerOptions& options)
{
  if (n1 <= 0 || n2 <= 0) return std::numeric_limits<double>::quiet_NaN();
  return minimum_detectable_g(1.0 / n1 + 1.0 / n2, options);
}

double variance_of_g(double g, double variance_factor, int n)
{
  return variance_factor + g * g / (2.0 * n);
}

}  // namespace dmn::stats
