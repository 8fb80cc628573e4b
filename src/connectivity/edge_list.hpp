#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::connectivity {

/// An unordered ROI pair, i < j, 0-based rows of the ROI table.
struct Edge {
  int i = 0;
  int j = 0;
  auto operator<=>(const Edge&) const = default;
};

/// The edges of an analysis in their order. Most analyses hold every pair, row-major upper triangle without the
/// diagonal: (0,1), (0,2), ..., (0,R-1), (1,2), ...; a table of ready-made matrices may hold a subset in its own order.
class EdgeList {
 public:
  /// Every pair of R ROIs, row-major. @throws ShapeError below 2
  static EdgeList full(int n_rois);
  /// @throws ShapeError below 2 ROIs, or when a pair is not 0 <= i < j < R or comes twice
  EdgeList(int n_rois, std::vector<Edge> edges);
  EdgeList() = default;

  int n_rois() const noexcept { return n_rois_; }
  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(edges_.size()); }
  const Edge& operator[](Eigen::Index edge) const { return edges_[static_cast<std::size_t>(edge)]; }
  const std::vector<Edge>& edges() const noexcept { return edges_; }
  /// Every pair is there and in row-major order, so that upper_triangle() and symmetric_matrix() apply.
  bool is_full() const noexcept;
  /// Position of the pair, (i,j) and (j,i) alike; -1 if the analysis does not hold it.
  /// @throws ShapeError for i == j or a ROI outside [0, R)
  Eigen::Index find(int i, int j) const;

 private:
  int n_rois_ = 0;
  std::vector<Edge> edges_;
  std::vector<Eigen::Index> position_;  ///< R x R lookup, -1 where absent
};

}  // namespace dmn::connectivity
