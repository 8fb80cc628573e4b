#include "connectivity/weighted_graph.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

constexpr double rounding = 1e-14;

Eigen::MatrixXd symmetric(std::initializer_list<double> upper, int n)
{
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n, n);
  auto value = upper.begin();
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) matrix(i, j) = matrix(j, i) = *value++;
  return matrix;
}

TEST(WeightedGraph, TakesThePositivePartWithoutTheDiagonal)
{
  Eigen::MatrixXd z = symmetric({0.5, -0.2, 0.1}, 3);
  z.diagonal().setConstant(std::nan(""));

  const Eigen::MatrixXd weights = positive_weights(z);

  EXPECT_EQ(weights, symmetric({0.5, 0, 0.1}, 3));
  EXPECT_EQ(strengths(weights), Eigen::Vector3d(0.5, 0.6, 0.1));
}

TEST(WeightedGraph, RefusesMissingWeights)
{
  Eigen::MatrixXd z = symmetric({0.5, -0.2, std::nan("")}, 3);

  EXPECT_THROW(positive_weights(z), base::ShapeError);
  EXPECT_THROW(positive_weights(Eigen::MatrixXd(2, 3)), base::ShapeError);
}

TEST(Clustering, OfOneTriangleIsTheCubeRootOfItsWeightsByTheLargest)
{
  const Eigen::MatrixXd weights = symmetric({0.8, 0.4, 0, 0.1, 0, 0.2}, 4);  // 0-1, 0-2, 1-2, 2-3

  const Eigen::VectorXd found = clustering(weights);

  const double triangle = std::cbrt(1.0 * 0.5 * 0.125);
  EXPECT_NEAR(found[0], triangle, rounding);
  EXPECT_NEAR(found[1], triangle, rounding);
  EXPECT_NEAR(found[2], triangle / 3, rounding);
  EXPECT_EQ(found[3], 0);
}

TEST(Participation, IsZeroWithinOneCommunityAndHalfBetweenTwoEqualOnes)
{
  const Eigen::MatrixXd weights = symmetric({1, 1, 0, 0, 0, 0}, 4);  // 0-1, 0-2; 3 alone

  const Eigen::VectorXd found = participation(weights, {1, 1, 7, 7});

  EXPECT_NEAR(found[0], 0.5, rounding);
  EXPECT_NEAR(found[1], 0, rounding);
  EXPECT_EQ(found[3], 0);
  EXPECT_THROW(participation(weights, {1, 2}), base::ShapeError);
}

TEST(Modularity, OfTwoSeparatePairsIsAHalf)
{
  const Eigen::MatrixXd weights = symmetric({1, 0, 0, 0, 0, 1}, 4);

  EXPECT_NEAR(modularity(weights, {0, 0, 1, 1}), 0.5, rounding);
  EXPECT_NEAR(modularity(weights, {0, 0, 0, 0}), 0, rounding);
  EXPECT_TRUE(std::isnan(modularity(Eigen::MatrixXd::Zero(2, 2), {0, 1})));
}

TEST(StrongestEdges, TakeTheEarlierOfTiesAndNeverAZero)
{
  const Eigen::MatrixXd weights = symmetric({0.3, 0.3, 0.3, 0.9, 0, 0}, 4);

  EXPECT_EQ(strongest_edges(weights, 0.5), symmetric({1, 1, 0, 1, 0, 0}, 4));
  EXPECT_EQ(strongest_edges(weights, 1), symmetric({1, 1, 1, 1, 0, 0}, 4));
}

TEST(WeightedGraph, MeasuresFollowTheirNodesWhenTheseAreReordered)
{
  const Eigen::MatrixXd weights = positive_weights(test::positive_definite(6, 4));
  const std::vector<int> order = {3, 0, 5, 1, 4, 2};
  const std::vector<int> community = {0, 1, 0, 2, 1, 0};
  std::vector<int> moved;
  for (const int node : order) moved.push_back(community[static_cast<std::size_t>(node)]);

  const Eigen::MatrixXd other = weights(order, order);

  EXPECT_LT((clustering(other) - clustering(weights)(order)).norm(), rounding);
  EXPECT_LT((participation(other, moved) - participation(weights, community)(order)).norm(), rounding);
  EXPECT_NEAR(modularity(other, moved), modularity(weights, community), rounding);
}

}  // namespace
}  // namespace dmn::connectivity
