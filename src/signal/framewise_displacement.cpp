#include "signal/framewise_displacement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "signal/respiration_filter.hpp"
#include "signal/strategy.hpp"

namespace dmn::signal {
namespace {

constexpr double head_radius_mm = 50.0;
constexpr double tolerated_difference_mm = 0.01;
/// Below this repetition time breathing shows in motion parameters (METHODS section 2).
constexpr double breathing_shows_below_s = 1.0;
const char* const own_column = "framewise_displacement";

bool has_motion(const ConfoundTable& table)
{
  return std::ranges::all_of(motion_columns(), [&](const auto& name) { return table.find(name).has_value(); });
}

FrameMatrix motion_parameters(const ConfoundTable& table)
{
  const auto names = motion_columns();
  FrameMatrix motion(table.values.rows(), static_cast<Eigen::Index>(names.size()));
  for (Eigen::Index k = 0; k < motion.cols(); ++k) {
    motion.col(k) = table.values.col(require_readable(table, names[static_cast<std::size_t>(k)]));
  }
  return motion;
}

/// The table's own column, its first cell 0.
Eigen::VectorXd tabulated(const ConfoundTable& table)
{
  Eigen::VectorXd mm = table.values.col(require_readable(table, own_column));
  if (mm.size() > 1 && mm.array().isNaN().all()) {
    throw base::InputError("column holds no number", {.field = own_column, .expected = "mm", .found = "n/a"});
  }
  if (mm.size() > 0 && std::isnan(mm(0))) mm(0) = 0.0;
  return mm;
}

void compare_with_table(const ConfoundTable& table, FramewiseDisplacement& displacement)
{
  const auto column = table.find(own_column);
  if (!column || displacement.mm.size() == 0) return;
  const Eigen::VectorXd difference = (table.values.col(*column) - displacement.mm).cwiseAbs();
  double largest = 0.0;
  for (const double mm : difference) largest = std::isnan(mm) ? largest : std::max(largest, mm);
  if (largest > tolerated_difference_mm) {
    displacement.warnings.push_back(fmt::format(
        "framewise_displacement of the table differs by up to {:.3f} mm from the motion parameters, which are used",
        largest));
  }
}

FramewiseDisplacement from_motion(const ConfoundTable& table, const DenoiseOptions& options,
                                  base::Seconds repetition_time)
{
  FramewiseDisplacement displacement;
  FrameMatrix motion = motion_parameters(table);
  if (options.fd_filter != FdFilter::none) {
    motion = confound_values(table, motion_columns());
    const RespirationFilter filter = respiration_filter(options.fd_filter, options.fd_band_bpm, repetition_time);
    displacement.warnings = filter.warnings;
    filter_respiration(motion, options.fd_filter, filter, repetition_time);
  }
  displacement.mm = power_displacement(motion);
  if (options.fd_filter == FdFilter::none) compare_with_table(table, displacement);
  return displacement;
}

void refuse_missing(const ConfoundTable& table, const DenoiseOptions& options)
{
  const bool filtered = options.fd_filter != FdFilter::none;
  if (!options.fd_mm && !filtered) return;
  std::vector<std::string> absent;
  std::ranges::copy_if(motion_columns(), std::back_inserter(absent),
                       [&](const auto& name) { return !table.find(name); });
  if (!filtered) absent.emplace_back(own_column);
  throw base::InputError(
      "missing confound",
      {.field = base::join(absent, ", "),
       .expected = filtered ? "the six motion parameters, to filter breathing out of them"
                            : "the six motion parameters or framewise_displacement, to censor by FD"});
}

void warn_of_unknown(FramewiseDisplacement& displacement)
{
  const auto unknown = displacement.mm.array().isNaN().count();
  if (unknown > 0) {
    displacement.warnings.push_back(
        fmt::format("framewise displacement is not known at {} volumes, which are not censored for it", unknown));
  }
}

}  // namespace

Eigen::VectorXd power_displacement(const FrameMatrix& motion)
{
  Eigen::VectorXd mm = Eigen::VectorXd::Zero(motion.rows());
  for (Eigen::Index t = 1; t < motion.rows(); ++t) {
    const Eigen::RowVectorXd change = (motion.row(t) - motion.row(t - 1)).cwiseAbs();
    mm(t) = change.head(3).sum() + head_radius_mm * change.tail(3).sum();
  }
  return mm;
}

FramewiseDisplacement framewise_displacement(const ConfoundTable& table, const DenoiseOptions& options,
                                             base::Seconds repetition_time)
{
  FramewiseDisplacement displacement;
  const bool filtered = options.fd_filter != FdFilter::none;
  if (has_motion(table)) {
    displacement = from_motion(table, options, repetition_time);
  } else if (table.find(own_column) && !filtered) {
    displacement.mm = tabulated(table);
  } else {
    refuse_missing(table, options);
    return displacement;
  }
  warn_of_unknown(displacement);
  if (repetition_time.value < breathing_shows_below_s && !filtered) {
    displacement.warnings.push_back(
        fmt::format("repetition time {} s is below 1 s and motion is not filtered for breathing (fd_filter)",
                    repetition_time.value));
  }
  return displacement;
}

}  // namespace dmn::signal
