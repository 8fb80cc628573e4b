#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/summaries.hpp"
#include "stats/group_plan.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::stats {

struct ContrastResult {
  Contrast contrast = {};
  TestStatistics edges = {};          ///< aligned with GroupPlan::edges
  TestStatistics markers = {};        ///< aligned with GroupResult::summaries
  Eigen::Index n_found = 0;           ///< edges with q_fdr <= alpha
  std::vector<std::string> warnings;  ///< single-group sites, untested edges
};

/// Confirmatory markers and network means of the model's rows.
struct MarkerValues {
  std::vector<connectivity::Summary> summaries = {};  ///< M1 ... M8, then network means; of all ROIs
  Eigen::MatrixXd values = {};                        ///< N x S
  std::vector<std::string> dropped_rois = {};         ///< labels that left the summaries
};

struct GroupResult {
  GroupPlan plan = {};
  MarkerValues markers = {};
  std::vector<ContrastResult> contrasts = {};
  std::vector<std::string> warnings = {};  ///< of the ROIs; the plan has its own
};

/// Reads every edge, once or twice.
MarkerValues summarise(const Cohort& cohort, const GroupPlan& plan, const ReadOutcomes& read);

/// One general linear model an outcome: everything but q_fdr, one a contrast.
/// @param outcomes  N x B
std::vector<TestStatistics> fit(const GroupPlan& plan, const Eigen::MatrixXd& outcomes);

/// The result from the fits of all edges and markers (one a contrast each): q_fdr, effect sizes, what to warn of.
GroupResult conclude(GroupPlan plan, MarkerValues markers, std::vector<TestStatistics> edges,
                     std::vector<TestStatistics> marker_fits, double alpha);

/// The group comparison of METHODS.md section 4 without permutations, by one process: a row a participant, one general
/// linear model an edge and a marker.
/// @throws UsageError, DesignError
GroupResult compare(const Cohort& cohort, const ReadEdges& read_edges, const GroupOptions& options);

}  // namespace dmn::stats
