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
  std::vector<Eigen::Index> edges;  ///< positions in the edge list, ascending, at least one
  bool exploratory = false;         ///< even if it is one of M1 ... M8: of values that were not fixed in advance
};

/// One of M1 ... M8: its edges were fixed in advance (METHODS.md section 3), whatever the values are.
bool is_fixed_marker(const Summary& summary);
/// One of M1 ... M8 of the values that were fixed in advance, too.
bool is_confirmatory(const Summary& summary);
/// `confirmatory` or `exploratory`.
std::string tag_of(const Summary& summary);
/// Marks the summaries of a kind of connectivity: in every kind but Fisher-z correlation (see is_confirmatory_kind) all
/// of them are exploratory.
void mark(std::vector<Summary>& summaries, const std::string& kind);

/// ROIs without data (every edge NaN) in more than this share of runs leave every summary, for everyone (METHODS.md
/// section 3).
constexpr double max_invalid_share = 0.10;

/// 0-based ROIs that leave the summaries, ascending: every edge NaN in more than 10 % of the rows. An ROI without any
/// edge in the list stays.
/// @param edges_by_run  N x E
/// @throws ShapeError when the columns are not the edges
std::vector<int> rois_to_drop(const Eigen::MatrixXd& edges_by_run, const EdgeList& edges);

/// within_<network> for all networks named in the table (an empty or `n/a` name is no network), then
/// between_<A>_<B> for all pairs of them, each in alphabetical order. A summary has the edges there are: pairs outside
/// the list and dropped ROIs do not count, and a summary without any edge does not exist.
/// @throws ShapeError when the table has not one row an ROI of the list
std::vector<Summary> network_summaries(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped);

/// The eight confirmatory markers (METHODS.md section 3), all pairs of both hemispheres, as far as the ROI set has
/// their regions, networks and subsystems (a region is a label without its suffix `_L` or `_R`):
/// M1 within network DMN; M2 aMPFC with {PCC, PCu, pIPL}; M3 subsystem core with subsystem insula; M4 network DMN with
/// network Salience; M5 aMPFC with NAc; M6 aHC with aMPFC; M7 PAG with pgACC; M8 within subsystem medial_temporal.
/// Edges as in network_summaries. @throws ShapeError when the table has not one row an ROI of the list
std::vector<Summary> confirmatory_markers(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped);

/// Means over each summary's edges; NaN where fewer than half of its edges are valid in that row.
/// @param edges_by_run  N x E, Fisher z
/// @return              N x S
/// @throws ShapeError when a summary names an edge outside the matrix
Eigen::MatrixXd summary_values(const Eigen::MatrixXd& edges_by_run, const std::vector<Summary>& summaries);

}  // namespace dmn::connectivity
