#pragma once

#include <string>
#include <vector>

#include "sites/pooling_plan.hpp"
#include "sites/site_sums.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::sites {

/// The agreed model on the rows of all sites, from their sums alone.
struct PooledStatistics {
  std::vector<std::string> sites;     ///< bytewise by name
  std::vector<std::string> columns;   ///< of the pooled design; site columns last, the first site has none
  std::vector<std::string> dropped;   ///< constant or collinear columns among them
  stats::TestStatistics statistics;   ///< E
  std::vector<std::string> status;    ///< E: `tested`, or why not
  std::vector<std::string> warnings;  ///< sites with one group only, dropped columns
};

constexpr const char* not_complete_everywhere = "not in the pool: some participant of a site lacks it";

/// Equal to ordinary least squares on all rows up to rounding: t to about 1e-12 for well-scaled columns
/// (the rank is judged from cross-products: a column that others explain up to 1e-6 of its norm is dropped).
/// Time O(S p^2 E), memory the sums of all sites once more.
/// @param sites  at least one; each site once, with the plan's columns and equally many outcomes
/// @throws DesignError for a site that comes twice, or a contrast that the pooled columns do not carry;
///         ShapeError for sums that are not of this plan
PooledStatistics pooled_glm(const PoolingPlan& plan, const std::vector<SiteSums>& sites);

}  // namespace dmn::sites
