#include "clinical/variance_partition.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinical_example.hpp"
#include "stats/column_basis.hpp"

namespace dmn::clinical {
namespace {

Eigen::MatrixXd basis(const Eigen::MatrixXd& columns)
{
  Eigen::MatrixXd with_intercept(columns.rows(), columns.cols() + 1);
  with_intercept << Eigen::VectorXd::Ones(columns.rows()), columns;
  return stats::column_basis(with_intercept).q;
}

TEST(VariancePartition, OfIndependentRegressorsSharesNothing)
{
  Eigen::MatrixXd x(8, 2);
  x << 1, 1, 1, -1, -1, 1, -1, -1, 1, 1, 1, -1, -1, 1, -1, -1;
  const Eigen::VectorXd y = 3 * x.col(0) + 4 * x.col(1);

  const auto parts = variance_partition({basis(Eigen::MatrixXd(8, 0)), basis(x.col(0)), basis(x.col(1)), basis(x)}, y);

  EXPECT_NEAR(parts.unique_first[0], 9.0 / 25, 1e-12);
  EXPECT_NEAR(parts.unique_second[0], 16.0 / 25, 1e-12);
  EXPECT_NEAR(parts.shared[0], 0, 1e-12);
  EXPECT_NEAR(parts.covariates[0], 0, 1e-12);
}

TEST(VariancePartition, AddsUpToTheWholeModel)
{
  const Eigen::MatrixXd x = testing::noise(30, 3, 4);
  const Eigen::MatrixXd y = testing::noise(30, 2, 5);
  Eigen::MatrixXd related = x;
  related.col(2) += x.col(1);

  const auto parts = variance_partition(
      {basis(related.leftCols(1)), basis(related.leftCols(2)), basis(related(Eigen::all, {0, 2})), basis(related)}, y);

  const Eigen::VectorXd sum = parts.covariates + parts.unique_first + parts.unique_second + parts.shared;
  EXPECT_TRUE(sum.isApprox(parts.total, 1e-12));
}

TEST(VariancePartition, OfAConstantIsMissing)
{
  const Eigen::MatrixXd x = testing::noise(12, 1, 4);
  const auto q = basis(x);
  EXPECT_TRUE(std::isnan(variance_partition({q, q, q, q}, Eigen::VectorXd::Constant(12, 0.1)).total[0]));
}

}  // namespace
}  // namespace dmn::clinical
