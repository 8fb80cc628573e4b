#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"

namespace dmn::stats {

/// The edges that `group.edges` chooses: `all`, `network:DMN` (both ROIs in it), `between:DMN,Salience` (one in each).
/// Network names match exactly.
/// @return  positions in the edge list, ascending
/// @throws  UsageError for another form, an unknown network (naming the nearest), or a choice that holds no edge
std::vector<Eigen::Index> select_edges(const std::string& choice, const connectivity::RoiTable& rois,
                                       const connectivity::EdgeList& edges);

}  // namespace dmn::stats
