#pragma once

#include <Eigen/Core>
#include <vector>

#include "stats/test_statistics.hpp"

namespace dmn::jobs {

/// A column of statistics as a dataset of a result file.
struct StatisticField {
  const char* name;
  const char* units;
  const char* description;
  Eigen::VectorXd stats::TestStatistics::*values;
};

/// Unit of standardised effects.
inline constexpr const char* standardised = "residual standard deviations";

/// Every column of TestStatistics that results hold.
const std::vector<StatisticField>& statistic_fields();

}  // namespace dmn::jobs
