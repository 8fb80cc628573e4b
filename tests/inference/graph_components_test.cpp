#include "inference/graph_components.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "inference/small_graphs.hpp"

namespace dmn::inference {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

/// 0-1, 1-2, 0-2 hang together; 3-4 is alone; 5 has no edge.
const Graph two_islands{.i = {3, 0, 1, 0}, .j = {4, 1, 2, 2}, .n_nodes = 6};

TEST(SuprathresholdComponents, JoinEdgesByTheirNodes)
{
  const auto found = suprathreshold_components(Eigen::Vector4d(4, 3, 5, 3.5), two_islands, Sign::positive, 3);

  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].edges, ElementsAre(1, 2, 3));
  EXPECT_EQ(found[0].n_nodes, 3);
  EXPECT_DOUBLE_EQ(found[0].intensity, 2.5);
  EXPECT_THAT(found[1].edges, ElementsAre(0));
}

TEST(SuprathresholdComponents, GiveALoneEdgeAComponentOfSizeOne)
{
  const auto found = suprathreshold_components(Eigen::Vector4d(4, 0, 0, 0), two_islands, Sign::positive, 3);

  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].edges, ElementsAre(0));
  EXPECT_EQ(found[0].n_nodes, 2);
  EXPECT_DOUBLE_EQ(found[0].intensity, 1);
}

TEST(SuprathresholdComponents, HoldAnEdgeThatIsExactlyAtTheThreshold)
{
  EXPECT_EQ(suprathreshold_components(Eigen::Vector4d(3.1, 0, 0, 0), two_islands, Sign::positive, 3.1).size(), 1U);
}

TEST(SuprathresholdComponents, OfTheNegativeSignAreThoseOfTheMirroredMap)
{
  const auto found = suprathreshold_components(Eigen::Vector4d(9, -3, -5, 9), two_islands, Sign::negative, 3);

  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].edges, ElementsAre(1, 2));
  EXPECT_DOUBLE_EQ(found[0].intensity, 2);
}

TEST(SuprathresholdComponents, NeverHoldAMissingStatistic)
{
  const auto found = suprathreshold_components(Eigen::Vector4d(NAN, 4, NAN, 4), two_islands, Sign::positive, 3);

  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].edges, ElementsAre(1, 3));
}

TEST(SuprathresholdComponents, OfEqualExtentComeInTheOrderOfTheirLowestEdge)
{
  const auto found = suprathreshold_components(Eigen::Vector4d(4, 0, 0, 9), two_islands, Sign::positive, 3);

  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].edges, ElementsAre(0));
  EXPECT_THAT(found[1].edges, ElementsAre(3));
}

TEST(SuprathresholdComponents, OfAThresholdAboveEveryStatisticAreNone)
{
  EXPECT_THAT(suprathreshold_components(Eigen::Vector4d(1, 2, 3, 4), two_islands, Sign::positive, 5), IsEmpty());
}

/// Labels spread along edges until nothing changes.
std::vector<int> spread_labels(const Eigen::VectorXd& map, const Graph& graph, double tau)
{
  std::vector<int> label(static_cast<std::size_t>(graph.n_nodes));
  for (std::size_t node = 0; node < label.size(); ++node) label[node] = static_cast<int>(node);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t e = 0; e < graph.i.size(); ++e) {
      if (!(map[static_cast<Eigen::Index>(e)] >= tau)) continue;
      int& a = label[static_cast<std::size_t>(graph.i[e])];
      int& b = label[static_cast<std::size_t>(graph.j[e])];
      changed = changed || a != b;
      a = b = std::min(a, b);
    }
  }
  return label;
}

TEST(SuprathresholdComponents, AreThoseOfLabelsThatSpreadAlongEdges)
{
  const Graph graph = complete_graph(30);
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Eigen::VectorXd map = random_map(graph, seed);
    const auto label = spread_labels(map, graph, 2);
    Eigen::Index n_found = 0;
    std::vector<int> labels_found;
    for (const auto& component : suprathreshold_components(map, graph, Sign::positive, 2)) {
      n_found += static_cast<Eigen::Index>(component.edges.size());
      const int of_first = label[static_cast<std::size_t>(graph.i[static_cast<std::size_t>(component.edges[0])])];
      EXPECT_THAT(labels_found, ::testing::Not(::testing::Contains(of_first)));
      labels_found.push_back(of_first);
      for (const auto e : component.edges) {
        EXPECT_EQ(label[static_cast<std::size_t>(graph.j[static_cast<std::size_t>(e)])], of_first);
      }
    }
    EXPECT_EQ(n_found, (map.array() >= 2).count());
  }
}

TEST(Graph, RefusesANodeThatItDoesNotHave)
{
  EXPECT_THAT([] { require_valid({.i = {0}, .j = {3}, .n_nodes = 3}); },
              ThrowsMessage<base::ShapeError>(HasSubstr("an edge ends at a node that the graph does not have")));
}

TEST(Graph, RefusesEndsThatDifferInNumber)
{
  EXPECT_THAT(
      [] {
        require_valid({.i = {0, 1}, .j = {1}, .n_nodes = 3});
      },
      ThrowsMessage<base::ShapeError>(HasSubstr("the two ends of a graph's edges differ in number")));
}

TEST(Graph, RefusesStatisticsOfOtherEdges)
{
  EXPECT_THAT([] { require_one_statistic_an_edge(two_islands, Eigen::Vector3d::Zero()); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a graph needs one statistic an edge")));
}

}  // namespace
}  // namespace dmn::inference
