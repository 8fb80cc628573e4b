#include "inference/graph_components.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "base/error.hpp"

namespace dmn::inference {
namespace {

int count_nodes(const Component& component, const Graph& graph)
{
  std::set<int> nodes;
  for (const Eigen::Index e : component.edges) {
    nodes.insert(graph.i[static_cast<std::size_t>(e)]);
    nodes.insert(graph.j[static_cast<std::size_t>(e)]);
  }
  return static_cast<int>(nodes.size());
}

bool comes_first(const Component& a, const Component& b)
{
  if (a.edges.size() != b.edges.size()) return a.edges.size() > b.edges.size();
  return a.edges.front() < b.edges.front();
}

}  // namespace

DisjointSets::DisjointSets(int n_nodes) : parent_(static_cast<std::size_t>(n_nodes))
{
  separate();
}

void DisjointSets::separate()
{
  std::iota(parent_.begin(), parent_.end(), 0);
}

void require_valid(const Graph& graph)
{
  if (graph.i.size() != graph.j.size()) {
    throw base::ShapeError("the two ends of a graph's edges differ in number",
                           {.expected = std::to_string(graph.i.size()), .found = std::to_string(graph.j.size())});
  }
  for (const auto* ends : {&graph.i, &graph.j}) {
    for (const int node : *ends) {
      if (node < 0 || node >= graph.n_nodes) {
        throw base::ShapeError(
            "an edge ends at a node that the graph does not have",
            {.expected = "0 to " + std::to_string(graph.n_nodes - 1), .found = std::to_string(node)});
      }
    }
  }
}

void require_one_statistic_an_edge(const Graph& graph, const Eigen::Ref<const Eigen::VectorXd>& statistics)
{
  if (statistics.size() == graph.n_edges()) return;
  throw base::ShapeError("a graph needs one statistic an edge",
                         {.expected = std::to_string(graph.n_edges()), .found = std::to_string(statistics.size())});
}

std::vector<Component> suprathreshold_components(const Eigen::Ref<const Eigen::VectorXd>& statistics,
                                                 const Graph& graph, Sign sign, double tau)
{
  require_valid(graph);
  require_one_statistic_an_edge(graph, statistics);
  const Eigen::VectorXd directed = factor_of(sign) * statistics;
  DisjointSets sets(graph.n_nodes);
  for (Eigen::Index e = 0; e < directed.size(); ++e) {
    if (!(directed[e] >= tau)) continue;
    const auto edge = static_cast<std::size_t>(e);
    sets.join(sets.root(graph.i[edge]), sets.root(graph.j[edge]));
  }
  std::map<int, Component> by_root;
  for (Eigen::Index e = 0; e < directed.size(); ++e) {
    if (!(directed[e] >= tau)) continue;
    Component& component = by_root[sets.root(graph.i[static_cast<std::size_t>(e)])];
    component.edges.push_back(e);
    component.intensity += directed[e] - tau;
  }
  std::vector<Component> components;
  for (auto& [root, component] : by_root) {
    component.n_nodes = count_nodes(component, graph);
    components.push_back(std::move(component));
  }
  std::ranges::sort(components, comes_first);
  return components;
}

}  // namespace dmn::inference
