#include "inference/residuals.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "stats/column_basis.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::random_edges;

Eigen::MatrixXd basis_with_mean(Eigen::Index n_rows)
{
  Eigen::MatrixXd columns = random_edges(n_rows, 3);
  columns.col(0).setOnes();
  return stats::column_basis(columns).q;
}

TEST(Residuals, AreOrthogonalToTheModelEvenNextToALargeMean)
{
  const Eigen::MatrixXd q = basis_with_mean(50);
  const Eigen::MatrixXd outcomes = random_edges(50, 4, 8).array() + 1e6;

  const Residuals residuals = residuals_of(q, outcomes);

  EXPECT_LT((q.transpose() * residuals.values).norm(), 1e-14 * residuals.values.norm());
  EXPECT_LT((residuals.values + q * residuals.coordinates - outcomes).norm(), 1e-14 * outcomes.norm());
  for (Eigen::Index e = 0; e < 4; ++e) {
    EXPECT_DOUBLE_EQ(residuals.sum_of_squares[e], residuals.values.col(e).squaredNorm());
  }
}

TEST(Residuals, OfAnOutcomeWithoutATestAreZeroAndTheirSumIsNot)
{
  const Eigen::MatrixXd q = basis_with_mean(20);
  Eigen::MatrixXd outcomes = random_edges(20, 3, 8);
  outcomes(4, 0) = NAN;
  outcomes.col(1) = 3 * q.col(1) + q.col(2);

  const Residuals residuals = residuals_of(q, outcomes);

  EXPECT_TRUE(residuals.values.leftCols(2).isZero(0.0));
  EXPECT_TRUE(std::isnan(residuals.sum_of_squares[0]));
  EXPECT_TRUE(std::isnan(residuals.sum_of_squares[1]));
  EXPECT_GT(residuals.sum_of_squares[2], 0);
}

}  // namespace
}  // namespace dmn::inference
