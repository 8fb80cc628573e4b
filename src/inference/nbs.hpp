#pragma once

#include <Eigen/Core>
#include <vector>

#include "inference/counted_p.hpp"
#include "inference/graph_components.hpp"

namespace dmn::inference {

/// The largest component of one map of statistics; both 0 where no edge is above the threshold.
struct NbsMaximum {
  int extent = 0;        ///< edges
  double intensity = 0;  ///< of any component, not only of the one with the largest extent
};

/// Memory that nbs_maximum reuses from one permutation to the next; holds nothing between two calls that matters.
class NbsWorkspace {
 public:
  /// @throws ShapeError for an invalid graph
  explicit NbsWorkspace(const Graph& graph);

 private:
  friend std::vector<NbsMaximum> nbs_maximum(const Eigen::Ref<const Eigen::VectorXd>&, const Graph&,
                                             const std::vector<double>&, Sign, NbsWorkspace&);
  NbsMaximum maximum_above(double tau, double factor, const Eigen::Ref<const Eigen::VectorXd>& statistics,
                           const Graph& graph);

  DisjointSets sets_;
  std::vector<int> candidates_;  ///< edges above the smallest threshold, ascending
  std::vector<int> extent_;      ///< by root
  std::vector<double> intensity_;
};

/// The null statistic of NBS: the largest extent and the largest intensity of the components that
/// suprathreshold_components finds, with the same bits, for several thresholds at once.
/// @param statistics  E; NaN is never above
/// @param taus        any order
/// @return            one a threshold
/// @throws ShapeError when there is not one statistic an edge
std::vector<NbsMaximum> nbs_maximum(const Eigen::Ref<const Eigen::VectorXd>& statistics, const Graph& graph,
                                    const std::vector<double>& taus, Sign sign, NbsWorkspace& workspace);

/// Family-wise p of a component in its direction (one-sided: compare with alpha/2), the identity counted.
struct ComponentP {
  double extent = 1;
  double intensity = 1;
};

/// @param null_extent     maximum extent of each permutation, the identity among them
/// @param null_intensity  maximum intensity of each
std::vector<ComponentP> component_p(const std::vector<Component>& components, const NullDistribution& null_extent,
                                    const NullDistribution& null_intensity);

}  // namespace dmn::inference
