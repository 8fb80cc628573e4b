#include "connectivity/louvain.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "connectivity/random_matrix.hpp"
#include "connectivity/weighted_graph.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::ElementsAre;

/// The largest modularity of all partitions, by trying every one.
double best_of_all(const Eigen::MatrixXd& weights)
{
  const auto n = static_cast<std::size_t>(weights.rows());
  std::vector<int> labels(n, 0);
  double best = modularity(weights, labels);
  for (;;) {
    std::size_t at = n - 1;
    while (at > 0 && labels[at] == static_cast<int>(n) - 1) labels[at--] = 0;
    if (at == 0) return best;
    ++labels[at];
    best = std::max(best, modularity(weights, labels));
  }
}

TEST(Louvain, FindsTwoCliquesJoinedByOneWeakEdge)
{
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(6, 6);
  weights.topLeftCorner(3, 3).setOnes();
  weights.bottomRightCorner(3, 3).setOnes();
  weights(2, 3) = weights(3, 2) = 0.1;
  weights.diagonal().setZero();

  const auto found = louvain(weights, 1, 1);

  EXPECT_THAT(found.community, ElementsAre(0, 0, 0, 1, 1, 1));
  EXPECT_DOUBLE_EQ(found.modularity, modularity(weights, found.community));
}

TEST(Louvain, ReachesTheBestOfAllPartitionsOfSmallGraphs)
{
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Eigen::MatrixXd weights = positive_weights(test::positive_definite(6, seed));
    EXPECT_NEAR(louvain(weights, 20, 1).modularity, best_of_all(weights), 1e-12) << seed;
  }
}

TEST(Louvain, IsAFunctionOfItsSeedAndNeverWorseWithMoreRestarts)
{
  const Eigen::MatrixXd weights = positive_weights(test::positive_definite(40, 3));

  const auto found = louvain(weights, 10, 5);

  EXPECT_EQ(louvain(weights, 10, 5).community, found.community);
  EXPECT_GE(louvain(weights, 50, 5).modularity, found.modularity);
}

TEST(Louvain, HasNoModularityWithoutEdges)
{
  EXPECT_TRUE(std::isnan(louvain(Eigen::MatrixXd::Zero(3, 3), 5, 1).modularity));
}

}  // namespace
}  // namespace dmn::connectivity
