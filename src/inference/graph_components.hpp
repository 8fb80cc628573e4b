#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::inference {

/// The edges of a network statistic. Position in `i` and `j` = position of the edge in every vector of statistics
/// (a row of edges.tsv).
struct Graph {
  std::vector<int> i;  ///< E; 0-based nodes
  std::vector<int> j;  ///< E
  int n_nodes = 0;     ///< nodes are numbers in [0, n_nodes); some may have no edge

  Eigen::Index n_edges() const noexcept { return static_cast<Eigen::Index>(i.size()); }
};

/// @throws ShapeError when i and j differ in length, or a node is not in [0, n_nodes)
void require_valid(const Graph& graph);

/// @throws ShapeError when there is not one statistic an edge
void require_one_statistic_an_edge(const Graph& graph, const Eigen::Ref<const Eigen::VectorXd>& statistics);

/// Direction in which a statistic is large: positive tests t, negative tests -t.
enum class Sign { positive, negative };

constexpr double factor_of(Sign sign)
{
  return sign == Sign::positive ? 1.0 : -1.0;
}

/// Nodes joined so far, each set known by one of its nodes, the root.
class DisjointSets {
 public:
  explicit DisjointSets(int n_nodes);

  /// Every node alone again.
  void separate();
  int root(int node) noexcept
  {
    while (parent_[static_cast<std::size_t>(node)] != node) {
      int& parent = parent_[static_cast<std::size_t>(node)];
      parent = parent_[static_cast<std::size_t>(parent)];
      node = parent;
    }
    return node;
  }
  /// Joins the sets of two roots; the smaller node is the root of both. Returns it.
  int join(int root_a, int root_b) noexcept
  {
    const int root = root_a < root_b ? root_a : root_b;
    parent_[static_cast<std::size_t>(root_a < root_b ? root_b : root_a)] = root;
    return root;
  }

 private:
  std::vector<int> parent_;
};

/// Suprathreshold edges that hang together by shared nodes (Zalesky et al. 2010, NeuroImage 53:1197).
struct Component {
  std::vector<Eigen::Index> edges;  ///< extent: how many; ascending
  int n_nodes = 0;
  double intensity = 0;  ///< sum over the edges, in their order, of (statistic - tau)
};

/// The components of the edges with sign * statistic >= tau; a lone edge is a component, NaN is never above. Most edges
/// first; ties by lowest edge (METHODS.md section 11).
/// @param statistics  E
/// @param tau         in units of the statistic
/// @throws ShapeError
std::vector<Component> suprathreshold_components(const Eigen::Ref<const Eigen::VectorXd>& statistics,
                                                 const Graph& graph, Sign sign, double tau);

}  // namespace dmn::inference
