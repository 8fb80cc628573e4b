#pragma once

#include <Eigen/Core>
#include <random>

#include "inference/graph_components.hpp"

namespace dmn::inference {

/// Every pair of n nodes, row-major.
inline Graph complete_graph(int n_nodes)
{
  Graph graph{.i = {}, .j = {}, .n_nodes = n_nodes};
  for (int i = 0; i < n_nodes; ++i) {
    for (int j = i + 1; j < n_nodes; ++j) {
      graph.i.push_back(i);
      graph.j.push_back(j);
    }
  }
  return graph;
}

/// Standard normal statistics that hang together within rows of the matrix, as those of real edges do.
inline Eigen::VectorXd random_map(const Graph& graph, unsigned seed, double shared = 0.5)
{
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  Eigen::VectorXd node(graph.n_nodes);
  for (double& value : node) value = normal(engine);
  Eigen::VectorXd map(graph.n_edges());
  for (Eigen::Index e = 0; e < map.size(); ++e) {
    const auto edge = static_cast<std::size_t>(e);
    map[e] = normal(engine) + shared * (node[graph.i[edge]] + node[graph.j[edge]]);
  }
  return map;
}

}  // namespace dmn::inference
