#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"

namespace dmn::connectivity {

/// Groups of ROIs of one table and the edges within and between them. Groups name ROIs by their 0-based rows; ROIs
/// dropped from the summaries belong to their groups but have no edges.
class RoiGroups {
 public:
  /// @throws ShapeError when the table has not one row an ROI of the list, or a dropped ROI is not in it.
  ///         The table and the list must outlive this object.
  RoiGroups(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped);

  std::vector<int> network(const std::string& name) const;
  std::vector<int> subsystem(const std::string& name) const;
  /// The ROIs `name`, `name_L` and `name_R`.
  std::vector<int> region(const std::string& name) const;

  /// Positions of the pairs inside a group, ascending.
  std::vector<Eigen::Index> edges_within(const std::vector<int>& group) const;
  /// Positions of the pairs with one ROI in each group, ascending; an ROI in both groups has no edge with itself.
  std::vector<Eigen::Index> edges_between(const std::vector<int>& a, const std::vector<int>& b) const;

 private:
  template <class Predicate>
  std::vector<int> select(Predicate belongs) const;
  void append_edge(std::vector<Eigen::Index>& found, int i, int j) const;

  const RoiTable& rois_;
  const EdgeList& edges_;
  std::vector<bool> dropped_;
};

}  // namespace dmn::connectivity
