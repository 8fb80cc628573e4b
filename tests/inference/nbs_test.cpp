#include "inference/nbs.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "inference/small_graphs.hpp"

namespace dmn::inference {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(NbsMaximum, OfExtentAndOfIntensityMayComeFromDifferentComponents)
{
  const Graph graph{.i = {0, 1, 3}, .j = {1, 2, 4}, .n_nodes = 5};
  NbsWorkspace workspace(graph);

  const auto maximum = nbs_maximum(Eigen::Vector3d(3.5, 3.25, 9), graph, {3.0}, Sign::positive, workspace);

  EXPECT_EQ(maximum[0].extent, 2);
  EXPECT_DOUBLE_EQ(maximum[0].intensity, 6);
}

TEST(NbsMaximum, IsZeroWhereNothingIsAboveTheThreshold)
{
  const Graph graph = complete_graph(3);
  NbsWorkspace workspace(graph);

  const auto maximum = nbs_maximum(Eigen::Vector3d(1, NAN, -9), graph, {3.0}, Sign::positive, workspace);

  EXPECT_EQ(maximum[0].extent, 0);
  EXPECT_EQ(maximum[0].intensity, 0);
}

TEST(NbsMaximum, HasTheBitsOfTheObservedComponentsAtEveryThreshold)
{
  const Graph graph = complete_graph(40);
  const std::vector<double> taus = {3.5, 1.5, 2.5};
  NbsWorkspace workspace(graph);
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Eigen::VectorXd map = random_map(graph, seed);
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      const auto maximum = nbs_maximum(map, graph, taus, sign, workspace);
      for (std::size_t k = 0; k < taus.size(); ++k) {
        std::size_t extent = 0;
        double intensity = 0;
        for (const auto& component : suprathreshold_components(map, graph, sign, taus[k])) {
          extent = std::max(extent, component.edges.size());
          intensity = std::max(intensity, component.intensity);
        }
        EXPECT_EQ(static_cast<std::size_t>(maximum[k].extent), extent);
        EXPECT_EQ(maximum[k].intensity, intensity);
      }
    }
  }
}

TEST(NbsMaximum, IsTheSameAfterRelabellingNodes)
{
  const Graph graph = complete_graph(20);
  Graph relabelled = graph;
  for (auto* ends : {&relabelled.i, &relabelled.j}) {
    for (int& node : *ends) node = (7 * node + 3) % 20;
  }
  const Eigen::VectorXd map = random_map(graph, 4);
  NbsWorkspace workspace(graph);
  NbsWorkspace other(relabelled);

  const auto before = nbs_maximum(map, graph, {1.5}, Sign::positive, workspace);
  const auto after = nbs_maximum(map, relabelled, {1.5}, Sign::positive, other);

  EXPECT_EQ(before[0].extent, after[0].extent);
  EXPECT_EQ(before[0].intensity, after[0].intensity);
}

TEST(NbsMaximum, RefusesStatisticsOfOtherEdges)
{
  const Graph graph = complete_graph(3);
  NbsWorkspace workspace(graph);

  EXPECT_THAT([&] { nbs_maximum(Eigen::Vector2d(1, 2), graph, {3.0}, Sign::positive, workspace); },
              ThrowsMessage<base::ShapeError>(HasSubstr("a graph needs one statistic an edge")));
}

TEST(ComponentP, CountsMaximaThatReachTheComponent)
{
  Component component;
  component.edges = {4, 8};
  component.intensity = 1.5;

  const auto p = component_p({component}, NullDistribution(Eigen::Vector4d(2, 0, 3, 1)),
                             NullDistribution(Eigen::Vector4d(1.5, 0, 1.4, 0.2)));

  EXPECT_DOUBLE_EQ(p[0].extent, 0.5);
  EXPECT_DOUBLE_EQ(p[0].intensity, 0.25);
}

}  // namespace
}  // namespace dmn::inference
