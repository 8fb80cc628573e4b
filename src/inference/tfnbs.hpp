#pragma once

#include <Eigen/Core>
#include <vector>

#include "inference/graph_components.hpp"

namespace dmn::inference {

/// Baggio et al. 2018, NeuroImage Clin 17:767; the defaults are those of MRtrix3 `connectomestats`, whose authors warn
/// that results move with them.
struct TfnbsOptions {
  double step = 0.1;             ///< Delta, in Z
  double extent_exponent = 0.4;  ///< E
  double height_exponent = 3.0;  ///< H
};

/// The grid of heights h_k = k Delta, k = 1, 2, ..., on which t maps of one df are enhanced. A height on the Z scale is
/// turned once into a threshold of t, so that a map is never converted.
class TfnbsScale {
 public:
  /// @throws UsageError for a step outside 0.001 to 1 or an exponent that is not positive; ShapeError for such df
  explicit TfnbsScale(double df, const TfnbsOptions& options = {});

  /// How many heights are <= Z(t); 0 for NaN and below the first. An infinite t (an outcome without residuals) counts
  /// as the largest number there is.
  int level(double t) const;
  /// |C|^E h_k^H = extent_power(|C|) * height_power(k).
  double height_power(int level) const;
  double extent_power(int n_edges) const;

 private:
  int level_beyond_table(double t) const;

  double df_;
  TfnbsOptions options_;
  std::vector<double> threshold_;     ///< of t, ascending; position k - 1 holds that of h_k; Z up to 30
  std::vector<double> height_power_;  ///< position k
  std::vector<int> first_guess_;      ///< level at the left end of each cell of an even grid on t, 0 <= t < 16
};

/// Memory that tfnbs_maximum reuses from one permutation to the next; holds nothing between two calls that matters.
/// For one scale and one graph.
class TfnbsWorkspace {
 public:
  /// @throws ShapeError for an invalid graph
  TfnbsWorkspace(const TfnbsScale& scale, const Graph& graph);

 private:
  friend double tfnbs_maximum(const Eigen::Ref<const Eigen::VectorXd>&, const TfnbsScale&, const Graph&, Sign,
                              TfnbsWorkspace&);
  int sort_by_level(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, double factor);
  void add_edge(int node_a, int node_b);
  void add_level(int level, const Graph& graph);
  void credit(double height_power);

  int n_connected_;                   ///< nodes that have an edge
  std::vector<double> extent_power_;  ///< position = number of edges
  DisjointSets sets_;
  std::vector<int> n_edges_;         ///< by root
  std::vector<double> best_;         ///< by root: the largest sum of any of its edges so far
  std::vector<int> live_;            ///< roots with an edge; may hold former roots until the next credit()
  int unions_left_ = 0;              ///< until one component holds every connected node
  std::vector<int> level_;           ///< by edge
  std::vector<Eigen::Index> first_;  ///< position in sorted_ of the first edge of each level, descending levels
  std::vector<int> sorted_;          ///< edges by descending level, then ascending
};

/// TF(e) = sum over heights h = Delta, 2 Delta, ... <= Z_e of |C_h(e)|^E h^H, where C_h(e) is e's component among the
/// edges with sign * Z >= h and |C| its number of edges. Summed from the highest height down.
/// @param t  E; NaN is never above
/// @return   E, 0 for an edge below the first height
/// @throws ShapeError when there is not one statistic an edge
Eigen::VectorXd tfnbs_enhance(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, const Graph& graph,
                              Sign sign);

/// The largest value of tfnbs_enhance, with the same bits, without enhancing every edge: heights are passed from the
/// top, components grow by joining, and each keeps the largest sum of its edges.
double tfnbs_maximum(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, const Graph& graph, Sign sign,
                     TfnbsWorkspace& workspace);

}  // namespace dmn::inference
