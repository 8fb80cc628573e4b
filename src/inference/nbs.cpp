#include "inference/nbs.hpp"

#include <algorithm>
#include <limits>

namespace dmn::inference {

NbsWorkspace::NbsWorkspace(const Graph& graph)
    : sets_(graph.n_nodes),
      extent_(static_cast<std::size_t>(graph.n_nodes)),
      intensity_(static_cast<std::size_t>(graph.n_nodes))
{
  require_valid(graph);
  candidates_.reserve(graph.i.size());
}

NbsMaximum NbsWorkspace::maximum_above(double tau, double factor, const Eigen::Ref<const Eigen::VectorXd>& statistics,
                                       const Graph& graph)
{
  sets_.separate();
  std::ranges::fill(extent_, 0);
  std::ranges::fill(intensity_, 0.0);
  for (const int e : candidates_) {
    if (!(factor * statistics[e] >= tau)) continue;
    const auto edge = static_cast<std::size_t>(e);
    sets_.join(sets_.root(graph.i[edge]), sets_.root(graph.j[edge]));
  }
  NbsMaximum maximum;
  for (const int e : candidates_) {
    const double value = factor * statistics[e];
    if (!(value >= tau)) continue;
    const auto root = static_cast<std::size_t>(sets_.root(graph.i[static_cast<std::size_t>(e)]));
    maximum.extent = std::max(maximum.extent, ++extent_[root]);
    maximum.intensity = std::max(maximum.intensity, intensity_[root] += value - tau);
  }
  return maximum;
}

std::vector<NbsMaximum> nbs_maximum(const Eigen::Ref<const Eigen::VectorXd>& statistics, const Graph& graph,
                                    const std::vector<double>& taus, Sign sign, NbsWorkspace& workspace)
{
  require_one_statistic_an_edge(graph, statistics);
  const double factor = factor_of(sign);
  double smallest = std::numeric_limits<double>::infinity();
  for (const double tau : taus) smallest = std::min(smallest, tau);
  workspace.candidates_.clear();
  for (Eigen::Index e = 0; e < statistics.size(); ++e) {
    if (factor * statistics[e] >= smallest) workspace.candidates_.push_back(static_cast<int>(e));
  }
  std::vector<NbsMaximum> maxima;
  maxima.reserve(taus.size());
  for (const double tau : taus) maxima.push_back(workspace.maximum_above(tau, factor, statistics, graph));
  return maxima;
}

std::vector<ComponentP> component_p(const std::vector<Component>& components, const NullDistribution& null_extent,
                                    const NullDistribution& null_intensity)
{
  std::vector<ComponentP> p;
  p.reserve(components.size());
  for (const Component& component : components) {
    p.push_back({null_extent.p(static_cast<double>(component.edges.size())), null_intensity.p(component.intensity)});
  }
  return p;
}

}  // namespace dmn::inference
