#include "prediction/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/philox.hpp"
#include "prediction/folds.hpp"

namespace dmn::prediction {
namespace {

constexpr std::uint32_t purpose = 97U << 24U;
constexpr double level = 0.95;
constexpr double fewest_share = 0.5;  ///< of the resamples that must have the number

std::vector<Eigen::Index> draw(const std::vector<std::vector<Eigen::Index>>& sites, std::uint64_t seed,
                               std::uint32_t resample)
{
  std::vector<Eigen::Index> rows;
  std::uint32_t position = 0;
  for (const auto& site : sites) {
    for (std::size_t k = 0; k < site.size(); ++k) {
      const std::uint64_t word = base::philox(seed, {position++, resample, 0, purpose})[0];
      rows.push_back(site[static_cast<std::size_t>((word * site.size()) >> 32U)]);
    }
  }
  return rows;
}

Interval percentiles(std::vector<double> values, int resamples)
{
  std::erase_if(values, [](double value) { return std::isnan(value); });
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (static_cast<double>(values.size()) < fewest_share * resamples) return {none, none};
  std::ranges::sort(values);
  const auto at = [&](double share) {
    const double position = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (position - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at((1 - level) / 2), at((1 + level) / 2)};
}

}  // namespace

BootstrapIntervals bootstrap(const OutOfSample& rows, std::uint64_t seed, int resamples)
{
  const auto sites = rows_of_groups(rows.site);
  std::vector<Measures> found;
  std::vector<double> gains;
  for (int resample = 0; resample < resamples; ++resample) {
    const OutOfSample drawn = chosen(rows, draw(sites, seed, static_cast<std::uint32_t>(resample)));
    found.push_back(measures(drawn, &OutOfSample::predicted));
    gains.push_back(gain(drawn));
  }
  const auto interval = [&](double Measures::*number) {
    std::vector<double> values;
    for (const auto& one : found) values.push_back(one.*number);
    return percentiles(std::move(values), resamples);
  };
  return {.auc = interval(&Measures::auc),
          .balanced_accuracy = interval(&Measures::balanced_accuracy),
          .brier = interval(&Measures::brier),
          .r = interval(&Measures::r),
          .q2 = interval(&Measures::q2),
          .mae = interval(&Measures::mae),
          .calibration_slope = interval(&Measures::calibration_slope),
          .gain = percentiles(std::move(gains), resamples)};
}

}  // namespace dmn::prediction
