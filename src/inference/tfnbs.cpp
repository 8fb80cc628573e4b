#include "inference/tfnbs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace dmn::inference {

TfnbsWorkspace::TfnbsWorkspace(const TfnbsScale& scale, const Graph& graph)
    : sets_(graph.n_nodes),
      n_edges_(static_cast<std::size_t>(graph.n_nodes)),
      best_(static_cast<std::size_t>(graph.n_nodes)),
      level_(graph.i.size()),
      sorted_(graph.i.size())
{
  require_valid(graph);
  std::set<int> nodes(graph.i.begin(), graph.i.end());
  nodes.insert(graph.j.begin(), graph.j.end());
  n_connected_ = static_cast<int>(nodes.size());
  for (int n = 0; n <= static_cast<int>(graph.n_edges()); ++n) extent_power_.push_back(scale.extent_power(n));
}

int TfnbsWorkspace::sort_by_level(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, double factor)
{
  int top = 0;
  for (std::size_t e = 0; e < level_.size(); ++e) {
    level_[e] = scale.level(factor * t[static_cast<Eigen::Index>(e)]);
    top = std::max(top, level_[e]);
  }
  const auto n_levels = static_cast<std::size_t>(top) + 1;
  first_.assign(n_levels + 1, 0);
  for (const int level : level_) ++first_[n_levels - static_cast<std::size_t>(level)];
  for (std::size_t k = 1; k <= n_levels; ++k) first_[k] += first_[k - 1];
  std::vector<Eigen::Index>& next = first_;
  for (std::size_t e = 0; e < level_.size(); ++e) {
    sorted_[static_cast<std::size_t>(next[static_cast<std::size_t>(top - level_[e])]++)] = static_cast<int>(e);
  }
  return top;
}

void TfnbsWorkspace::add_edge(int node_a, int node_b)
{
  const int a = sets_.root(node_a);
  const int b = sets_.root(node_b);
  const auto from_a = static_cast<std::size_t>(a);
  const auto from_b = static_cast<std::size_t>(b);
  if (a == b) {
    ++n_edges_[from_a];
    return;
  }
  const int n_edges = n_edges_[from_a] + n_edges_[from_b] + 1;
  const double best = std::max(best_[from_a], best_[from_b]);
  const int root = sets_.join(a, b);
  if (n_edges_[static_cast<std::size_t>(root)] == 0) live_.push_back(root);
  n_edges_[static_cast<std::size_t>(root)] = n_edges;
  best_[static_cast<std::size_t>(root)] = best;
  --unions_left_;
}

void TfnbsWorkspace::add_level(int level, const Graph& graph)
{
  const auto top = static_cast<int>(first_.size()) - 2;
  const auto bucket = static_cast<std::size_t>(top - level);
  const Eigen::Index end = first_[bucket];
  Eigen::Index next = bucket == 0 ? 0 : first_[bucket - 1];
  for (; next < end && unions_left_ > 0; ++next) {
    const auto edge = static_cast<std::size_t>(sorted_[static_cast<std::size_t>(next)]);
    add_edge(graph.i[edge], graph.j[edge]);
  }
  if (next < end) n_edges_[static_cast<std::size_t>(sets_.root(live_.front()))] += static_cast<int>(end - next);
}

void TfnbsWorkspace::credit(double height_power)
{
  std::erase_if(live_, [this](int root) { return sets_.root(root) != root; });
  for (const int root : live_) {
    const auto at = static_cast<std::size_t>(root);
    best_[at] += extent_power_[static_cast<std::size_t>(n_edges_[at])] * height_power;
  }
}

double tfnbs_maximum(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, const Graph& graph, Sign sign,
                     TfnbsWorkspace& workspace)
{
  require_one_statistic_an_edge(graph, t);
  workspace.sets_.separate();
  std::ranges::fill(workspace.n_edges_, 0);
  std::ranges::fill(workspace.best_, 0.0);
  workspace.live_.clear();
  workspace.unions_left_ = workspace.n_connected_ - 1;
  for (int level = workspace.sort_by_level(t, scale, factor_of(sign)); level > 0; --level) {
    workspace.add_level(level, graph);
    workspace.credit(scale.height_power(level));
  }
  double maximum = 0;
  for (const int root : workspace.live_) maximum = std::max(maximum, workspace.best_[static_cast<std::size_t>(root)]);
  return maximum;
}

Eigen::VectorXd tfnbs_enhance(const Eigen::Ref<const Eigen::VectorXd>& t, const TfnbsScale& scale, const Graph& graph,
                              Sign sign)
{
  require_valid(graph);
  require_one_statistic_an_edge(graph, t);
  const Eigen::VectorXd directed = factor_of(sign) * t;
  const Eigen::VectorXi level = directed.unaryExpr([&](double value) { return scale.level(value); });
  const auto root_of = [&graph](DisjointSets& sets, Eigen::Index e) {
    return sets.root(graph.i[static_cast<std::size_t>(e)]);
  };
  Eigen::VectorXd enhanced = Eigen::VectorXd::Zero(t.size());
  DisjointSets sets(graph.n_nodes);
  for (int k = t.size() == 0 ? 0 : level.maxCoeff(); k > 0; --k) {
    for (Eigen::Index e = 0; e < t.size(); ++e) {
      if (level[e] == k) sets.join(root_of(sets, e), sets.root(graph.j[static_cast<std::size_t>(e)]));
    }
    std::vector<int> n_edges(static_cast<std::size_t>(graph.n_nodes), 0);
    for (Eigen::Index e = 0; e < t.size(); ++e) {
      if (level[e] >= k) ++n_edges[static_cast<std::size_t>(root_of(sets, e))];
    }
    for (Eigen::Index e = 0; e < t.size(); ++e) {
      if (level[e] < k) continue;
      const int extent = n_edges[static_cast<std::size_t>(root_of(sets, e))];
      enhanced[e] += scale.extent_power(extent) * scale.height_power(k);
    }
  }
  return enhanced;
}

}  // namespace dmn::inference
