// NBS and TFNBS a permutation, on null t maps: 100 ROIs (4,950 edges) and 400 (79,800).
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

#include "inference/nbs.hpp"
#include "inference/tfnbs.hpp"

namespace {

using dmn::inference::Graph;
using dmn::inference::Sign;

constexpr double df = 112;
constexpr int n_maps = 64;

Graph complete_graph(int n_nodes)
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

/// Correlated as those of real edges: a part shared by the edges of a node.
Eigen::MatrixXd null_maps(const Graph& graph)
{
  std::mt19937 engine(1);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd maps(graph.n_edges(), n_maps);
  for (Eigen::Index map = 0; map < n_maps; ++map) {
    Eigen::VectorXd node(graph.n_nodes);
    for (double& value : node) value = normal(engine);
    for (Eigen::Index e = 0; e < graph.n_edges(); ++e) {
      const auto edge = static_cast<std::size_t>(e);
      maps(e, map) = std::sqrt(0.8) * normal(engine) + std::sqrt(0.1) * (node[graph.i[edge]] + node[graph.j[edge]]);
    }
  }
  return maps;
}

void nbs(benchmark::State& state)
{
  const Graph graph = complete_graph(static_cast<int>(state.range(0)));
  const Eigen::MatrixXd maps = null_maps(graph);
  const std::vector<double> taus = {2.5, 3.1, 3.5};
  dmn::inference::NbsWorkspace workspace(graph);
  Eigen::Index map = 0;
  for (auto _ : state) {
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      benchmark::DoNotOptimize(dmn::inference::nbs_maximum(maps.col(map), graph, taus, sign, workspace));
    }
    map = (map + 1) % n_maps;
  }
  state.SetLabel(std::to_string(graph.n_edges()) + " edges, 3 thresholds, 2 signs");
}

void tfnbs(benchmark::State& state)
{
  const Graph graph = complete_graph(static_cast<int>(state.range(0)));
  const Eigen::MatrixXd maps = null_maps(graph);
  const dmn::inference::TfnbsScale scale(df);
  dmn::inference::TfnbsWorkspace workspace(scale, graph);
  Eigen::Index map = 0;
  for (auto _ : state) {
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      benchmark::DoNotOptimize(dmn::inference::tfnbs_maximum(maps.col(map), scale, graph, sign, workspace));
    }
    map = (map + 1) % n_maps;
  }
  state.SetLabel(std::to_string(graph.n_edges()) + " edges, 2 signs");
}

BENCHMARK(nbs)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);
BENCHMARK(tfnbs)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
