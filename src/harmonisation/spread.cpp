#include "harmonisation/spread.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/distributions.hpp"

namespace dmn::harmonisation {
namespace {

constexpr double nothing_left = 1e-24;  ///< of the sum of squares: what rounding leaves of equal distances
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double median(std::vector<double>& values)
{
  if (values.empty()) return nan;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

SiteSpread spread_of(std::vector<double>& values)
{
  const Eigen::ArrayXd site = Eigen::Map<const Eigen::ArrayXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  const auto n = static_cast<double>(site.size());
  const Eigen::ArrayXd distance = (site - median(values)).abs();
  return {.n = n,
          .sd = std::sqrt((site - site.mean()).square().sum() / (n - 1)),
          .mean_distance = distance.mean(),
          .ss_distance = (distance - distance.mean()).square().sum()};
}

double brown_forsythe_p(const std::vector<SiteSpread>& spreads)
{
  double n = 0;
  double sum = 0;
  double within = 0;
  for (const auto& site : spreads) {
    n += site.n;
    sum += site.n * site.mean_distance;
    within += site.ss_distance;
  }
  double between = 0;
  for (const auto& site : spreads) between += site.n * std::pow(site.mean_distance - sum / n, 2);
  if (spreads.size() < 2 || within <= nothing_left * between) return nan;
  const auto df = static_cast<double>(spreads.size() - 1);
  const double df_within = n - static_cast<double>(spreads.size());
  return stats::p_upper_f((between / df) / (within / df_within), df, df_within);
}

}  // namespace dmn::harmonisation
