#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/test_statistics.hpp"

namespace dmn::stats {

/// Whether an effect holds in both pipelines (METHODS.md section 2): same sign, and both p < .05.
enum class Robustness {
  robust,
  primary_only,      ///< p < .05 in the primary pipeline only
  sensitivity_only,  ///< p < .05 in the sensitivity pipeline only
  opposite_signs,    ///< both p < .05, signs differ
  neither,
  untested,  ///< in one of the two, or in both
};

/// As a table says it: `robust`, `primary only`, `sensitivity only`, `opposite signs`, `neither`, `untested`.
std::string words(Robustness robustness);

constexpr double robustness_level = 0.05;  ///< METHODS.md section 2

/// One effect in two pipelines.
struct RobustnessRow {
  double beta_primary = 0, g_primary = 0, p_primary = 0;
  double beta_sensitivity = 0, g_sensitivity = 0, p_sensitivity = 0;
  Robustness robustness = Robustness::untested;

  bool robust() const noexcept { return robustness == Robustness::robust; }
};

/// @param primary, sensitivity  one t contrast on the same edges or markers, in the same order
/// @return                      a row each
/// @throws ShapeError when they differ in length
std::vector<RobustnessRow> robustness_table(const TestStatistics& primary, const TestStatistics& sensitivity);

/// How many rows came out as `what`.
Eigen::Index count(const std::vector<RobustnessRow>& rows, Robustness what);

}  // namespace dmn::stats
