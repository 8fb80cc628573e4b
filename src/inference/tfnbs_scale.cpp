#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "inference/tail_quantiles.hpp"
#include "inference/tfnbs.hpp"

namespace dmn::inference {
namespace {

constexpr double highest_in_table = 30.0;  ///< Z
constexpr double cells_per_t = 32.0;
constexpr int n_cells = 512;

constexpr double finest_step = 0.001;
constexpr double coarsest_step = 1.0;

void require_option(bool good, double value, const char* field, const char* expected)
{
  if (good) return;
  throw base::UsageError("TFNBS cannot use this option",
                         {.field = field, .expected = expected, .found = fmt::format("{}", value)});
}

void require_exponent(double value, const char* field)
{
  require_option(value > 0 && std::isfinite(value), value, field, "a positive number");
}

}  // namespace

TfnbsScale::TfnbsScale(double df, const TfnbsOptions& options) : df_(df), options_(options)
{
  require_option(options.step >= finest_step && options.step <= coarsest_step, options.step, "step", "0.001 to 1");
  require_exponent(options.extent_exponent, "extent_exponent");
  require_exponent(options.height_exponent, "height_exponent");
  if (!(df > 0 && std::isfinite(df))) {
    throw base::ShapeError("TFNBS needs positive degrees of freedom", {.found = fmt::format("{}", df)});
  }
  height_power_.push_back(0);
  for (int k = 1; k * options.step <= highest_in_table; ++k) {
    threshold_.push_back(t_of_z(k * options.step, df));
    height_power_.push_back(std::pow(k * options.step, options.height_exponent));
  }
  for (int cell = 0; cell < n_cells; ++cell) {
    const auto above = std::ranges::upper_bound(threshold_, cell / cells_per_t);
    first_guess_.push_back(static_cast<int>(above - threshold_.begin()));
  }
}

int TfnbsScale::level(double t) const
{
  if (!(t >= threshold_.front())) return 0;
  if (t >= threshold_.back()) return level_beyond_table(t);
  const double cell = t * cells_per_t;
  if (cell >= n_cells) return static_cast<int>(std::ranges::upper_bound(threshold_, t) - threshold_.begin());
  auto k = static_cast<std::size_t>(first_guess_[static_cast<std::size_t>(cell)]);
  while (t >= threshold_[k]) ++k;
  return static_cast<int>(k);
}

int TfnbsScale::level_beyond_table(double t) const
{
  const int in_table = static_cast<int>(threshold_.size());
  constexpr double largest = 1e150;  // its square is still a number
  return std::max(in_table, static_cast<int>(std::floor(z_of_t(std::min(t, largest), df_) / options_.step)));
}

double TfnbsScale::height_power(int level) const
{
  const auto k = static_cast<std::size_t>(level);
  return k < height_power_.size() ? height_power_[k] : std::pow(level * options_.step, options_.height_exponent);
}

double TfnbsScale::extent_power(int n_edges) const
{
  return std::pow(static_cast<double>(n_edges), options_.extent_exponent);
}

}  // namespace dmn::inference
