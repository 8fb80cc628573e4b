#pragma once

#include <vector>

#include "group_estimates.hpp"
#include "inference/graph_components.hpp"
#include "permutation_run.hpp"
#include "report/component_table.hpp"
#include "report/group_tables.hpp"

namespace dmn::jobs {

/// What is known of a contrast beyond its fits: further columns of its tables, and its networks.
struct ContrastDetails {
  std::vector<report::ExtraColumn> edge_columns = {};
  std::vector<report::ExtraColumn> marker_columns = {};
  std::vector<report::ComponentsOfMap> components = {};  ///< a direction and a threshold, if NBS is asked for
  PermutedContrast permuted = {};                        ///< without relabellings if none were asked for
  SiteColumns edge_sites = {};
  SiteColumns marker_sites = {};
};

/// The further columns and site analyses of a contrast's edges and markers; their fits stay behind.
ContrastDetails details_of(const ContrastEstimates& edges, const ContrastEstimates& markers);

/// Corrected p-values of one contrast from its null distributions: p_fwe into the fits, everything else into details.
/// @param graph        of all edges of the analysis
/// @param residual_df  of the edges that everybody has
void infer(const GroupOptions& options, const inference::Graph& graph, PermutedContrast permuted,
           stats::ContrastResult& contrast, const std::vector<connectivity::Summary>& markers, double residual_df,
           ContrastDetails& details);

/// The edges of the analysis as a graph of ROIs.
inference::Graph graph_of(const stats::Cohort& cohort, const stats::GroupPlan& plan);

}  // namespace dmn::jobs
