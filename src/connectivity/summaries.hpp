#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"

namespace dmn::connectivity {

/// A mean over a fixed set of edges: a network summary or a confirmatory marker.
struct Summary {
  std::string name;  ///< `within_DMN`, `between_DMN_Salience` (alphabetical), `M1` ... `M8`
  std::string description;
  std::vector<Eigen::Index> edges;  ///< positions in the edge list
};

/// ROIs without data (every edge NaN) in more than this share of runs leave every summary, for everyone (METHODS.md
/// section 3).
constexpr double max_invalid_share = 0.10;

/// 0-based ROIs that leave the summaries: invalid in more than 10 % of the rows.
/// @param edges_by_run  N x E
std::vector<int> rois_to_drop(const Eigen::MatrixXd& edges_by_run, const EdgeList& edges);

/// within_<network> and between_<A>_<B> for all networks named in the table (an empty or `n/a` name is no network).
std::vector<Summary> network_summaries(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped);
/// The eight confirmatory markers M1..M8 (METHODS.md section 3) as far as the ROI set has their regions.
std::vector<Summary> confirmatory_markers(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped);

/// N x S means over each summary's edges; NaN where fewer than half of its edges are valid in that row.
Eigen::MatrixXd summary_values(const Eigen::MatrixXd& edges_by_run, const std::vector<Summary>& summaries);

}  // namespace dmn::connectivity
