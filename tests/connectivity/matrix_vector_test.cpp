#include "connectivity/matrix_vector.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "connectivity/edge_list.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

TEST(UpperTriangle, FollowsTheEdgeOrder)
{
  const Eigen::MatrixXd matrix = test::positive_definite(6, 1);
  const auto edges = EdgeList::full(6);

  const Eigen::VectorXd vector = upper_triangle(matrix);

  ASSERT_EQ(vector.size(), edges.size());
  for (Eigen::Index edge = 0; edge < edges.size(); ++edge)
    EXPECT_EQ(vector(edge), matrix(edges[edge].i, edges[edge].j));
}

TEST(UpperTriangle, OfASingleRoiIsEmpty)
{
  EXPECT_EQ(upper_triangle(Eigen::MatrixXd::Ones(1, 1)).size(), 0);
}

TEST(SymmetricMatrix, RoundTrips)
{
  const Eigen::MatrixXd matrix = test::positive_definite(9, 2);

  EXPECT_EQ(symmetric_matrix(upper_triangle(matrix), matrix.diagonal()), matrix);
}

TEST(SymmetricMatrix, RefusesSizesThatDoNotBelongTogether)
{
  try {
    symmetric_matrix(Eigen::VectorXd::Zero(5), Eigen::VectorXd::Zero(4));
    ADD_FAILURE() << "accepted";
  } catch (const base::ShapeError& error) {
    EXPECT_STREQ(error.what(), "4 ROIs have 6 edges; got 5");
  }
}

TEST(UpperTriangle, RefusesAMatrixThatIsNotSquare)
{
  try {
    upper_triangle(Eigen::MatrixXd::Zero(3, 4));
    ADD_FAILURE() << "accepted";
  } catch (const base::ShapeError& error) {
    EXPECT_STREQ(error.what(), "a symmetric matrix is square; got 3 x 4");
  }
}

TEST(FisherZ, ClipsPerfectCorrelation)
{
  EXPECT_DOUBLE_EQ(fisher_z(0.5), std::log(3.0) / 2);
  EXPECT_DOUBLE_EQ(fisher_z(1.0), std::atanh(1 - 1e-7));
  EXPECT_DOUBLE_EQ(fisher_z(-1.0), -std::atanh(1 - 1e-7));
  EXPECT_DOUBLE_EQ(fisher_z(1 + 1e-15), std::atanh(1 - 1e-7));
}

TEST(FisherZ, KeepsMissingValuesMissing)
{
  EXPECT_TRUE(std::isnan(fisher_z(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace dmn::connectivity
