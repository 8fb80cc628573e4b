#include "clinical/bootstrap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/philox.hpp"

namespace dmn::clinical {
namespace {

constexpr std::uint32_t purpose = 72U << 24U;
constexpr std::size_t fewest_samples = 100;

}  // namespace

double quantile(const std::vector<double>& sorted, double share)
{
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Eigen::VectorXd resampled_counts(const std::vector<std::vector<int>>& rows_of_blocks, Eigen::Index n_rows,
                                 std::uint64_t seed, std::uint32_t number)
{
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(n_rows);
  for (std::size_t block = 0; block < rows_of_blocks.size(); ++block) {
    const auto& rows = rows_of_blocks[block];
    std::array<std::uint32_t, 4> words{};
    for (std::size_t draw = 0; draw < rows.size(); ++draw) {
      const std::size_t used = 2 * (draw % 2);
      if (used == 0) {
        const auto position = static_cast<std::uint32_t>(draw / 2);
        words = base::philox(seed, {position, number, static_cast<std::uint32_t>(block), purpose});
      }
      const double uniform = (words[used] * 0x1p-32 + words[used + 1] * 0x1p-64);
      const auto chosen = static_cast<std::size_t>(uniform * static_cast<double>(rows.size()));
      counts[rows[std::min(chosen, rows.size() - 1)]] += 1;
    }
  }
  return counts;
}

PercentileInterval percentile_interval(const Eigen::VectorXd& samples)
{
  std::vector<double> finite;
  for (const double value : samples) {
    if (std::isfinite(value)) finite.push_back(value);
  }
  PercentileInterval interval{.n_samples = static_cast<Eigen::Index>(finite.size())};
  interval.low = interval.high = std::numeric_limits<double>::quiet_NaN();
  if (finite.size() < fewest_samples) return interval;
  std::ranges::sort(finite);
  interval.low = quantile(finite, 0.025);
  interval.high = quantile(finite, 0.975);
  return interval;
}

}  // namespace dmn::clinical
