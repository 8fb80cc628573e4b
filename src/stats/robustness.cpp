#include "stats/robustness.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

Robustness judge(const RobustnessRow& row)
{
  if (std::isnan(row.p_primary) || std::isnan(row.p_sensitivity)) return Robustness::untested;
  const bool primary = row.p_primary < robustness_level;
  const bool sensitivity = row.p_sensitivity < robustness_level;
  if (primary && sensitivity) {
    const bool same_sign = std::signbit(row.beta_primary) == std::signbit(row.beta_sensitivity);
    return same_sign ? Robustness::robust : Robustness::opposite_signs;
  }
  return primary ? Robustness::primary_only : sensitivity ? Robustness::sensitivity_only : Robustness::neither;
}

}  // namespace

std::string words(Robustness robustness)
{
  switch (robustness) {
    case Robustness::robust:
      return "robust";
    case Robustness::primary_only:
      return "primary only";
    case Robustness::sensitivity_only:
      return "sensitivity only";
    case Robustness::opposite_signs:
      return "opposite signs";
    case Robustness::neither:
      return "neither";
    default:
      return "untested";
  }
}

std::vector<RobustnessRow> robustness_table(const TestStatistics& primary, const TestStatistics& sensitivity)
{
  if (primary.size() != sensitivity.size()) {
    throw base::ShapeError("two pipelines were tested on different numbers of outcomes",
                           {.expected = std::to_string(primary.size()), .found = std::to_string(sensitivity.size())});
  }
  std::vector<RobustnessRow> rows(static_cast<std::size_t>(primary.size()));
  for (Eigen::Index e = 0; e < primary.size(); ++e) {
    RobustnessRow& row = rows[static_cast<std::size_t>(e)];
    row = {primary.beta[e],  primary.g[e],     primary.p[e],        sensitivity.beta[e],
           sensitivity.g[e], sensitivity.p[e], Robustness::untested};
    row.robustness = judge(row);
  }
  return rows;
}

Eigen::Index count(const std::vector<RobustnessRow>& rows, Robustness what)
{
  return std::ranges::count(rows, what, &RobustnessRow::robustness);
}

}  // namespace dmn::stats
