#include "stats/column_basis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <Eigen/LU>

namespace dmn::stats {
namespace {

using ::testing::ElementsAre;

constexpr double rounding = 1e-13;

Eigen::MatrixXd dependent_matrix()
{
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(8, 4);
  matrix.col(2) = 2 * matrix.col(0) - 3 * matrix.col(1);
  return matrix;
}

TEST(ColumnBasis, LeavesOutTheLaterOfTwoDependentColumns)
{
  const ColumnBasis basis = column_basis(dependent_matrix());

  EXPECT_THAT(basis.kept, ElementsAre(0, 1, 3));
  EXPECT_THAT(basis.dependent, ElementsAre(2));
}

TEST(ColumnBasis, IsOrthonormalAndRebuildsTheKeptColumns)
{
  const Eigen::MatrixXd matrix = dependent_matrix();

  const ColumnBasis basis = column_basis(matrix);

  EXPECT_LT((basis.q.transpose() * basis.q - Eigen::MatrixXd::Identity(3, 3)).norm(), rounding);
  EXPECT_LT((basis.q * basis.r - matrix(Eigen::all, basis.kept)).norm(), rounding);
}

TEST(ColumnBasis, KnowsTheDependence)
{
  const Eigen::MatrixXd matrix = dependent_matrix();

  const ColumnBasis basis = column_basis(matrix);

  EXPECT_LT((matrix * basis.null_space).norm(), rounding);
  EXPECT_NEAR(basis.null_space(0, 0), -2, rounding);
  EXPECT_NEAR(basis.null_space(1, 0), 3, rounding);
}

TEST(ColumnBasis, CountsAZeroColumnAsDependent)
{
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(5, 2);
  matrix.col(0).setZero();

  EXPECT_THAT(column_basis(matrix).kept, ElementsAre(1));
}

TEST(ColumnBasis, HasNoMoreColumnsThanRows)
{
  EXPECT_EQ(column_basis(Eigen::MatrixXd::Random(3, 6)).rank(), 3);
}

TEST(ColumnBasis, TellsEstimableContrastsFromOthers)
{
  const ColumnBasis basis = column_basis(dependent_matrix());

  EXPECT_FALSE(is_estimable(basis, Eigen::Vector4d(1, 0, 0, 0)));
  EXPECT_FALSE(is_estimable(basis, Eigen::Vector4d(0, 0, 1, 0)));
  EXPECT_TRUE(is_estimable(basis, Eigen::Vector4d(0, 0, 0, 1)));
  EXPECT_TRUE(is_estimable(basis, Eigen::Vector4d(1, 0, 2, 0)));
}

TEST(ColumnBasis, JudgesEstimabilityWhateverTheUnits)
{
  Eigen::MatrixXd matrix = dependent_matrix();
  matrix.col(3) *= 1e9;
  matrix.col(0) *= 1e-6;

  EXPECT_TRUE(is_estimable(column_basis(matrix), Eigen::Vector4d(0, 0, 0, 1)));
  EXPECT_FALSE(is_estimable(column_basis(matrix), Eigen::Vector4d(1, 0, 0, 0)));
}

TEST(ColumnBasis, GivesTheWeightsOfAContrast)
{
  const Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(9, 3);
  const Eigen::VectorXd y = Eigen::VectorXd::Random(9);
  const Eigen::Vector3d contrast(1, -2, 0.5);
  const Eigen::Matrix3d inverse = (matrix.transpose() * matrix).inverse();

  const ColumnBasis basis = column_basis(matrix);
  const Eigen::VectorXd weights = weights_on_basis(basis, contrast);

  EXPECT_NEAR(weights.dot(basis.q.transpose() * y), contrast.dot(inverse * (matrix.transpose() * y)), 1e-12);
  EXPECT_NEAR(weights.squaredNorm(), contrast.dot(inverse * contrast), 1e-12);
}

}  // namespace
}  // namespace dmn::stats
