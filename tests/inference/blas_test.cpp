#include "inference/blas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::message_of;
using stats::testing::random_edges;

constexpr double rounding = 1e-13;

TEST(Blas, MultipliesTheTransposed)
{
  const Eigen::MatrixXd a = random_edges(70, 13, 1);
  const Eigen::MatrixXd b = random_edges(70, 5, 2);
  Eigen::MatrixXd out;

  product_transposed(a, b, out);

  EXPECT_LT((out - a.transpose() * b).norm(), rounding * out.norm());
}

TEST(Blas, MultipliesPartsOfTheTransposedInSinglePrecision)
{
  const Eigen::MatrixXf a = random_edges(70, 13, 1).cast<float>();
  const Eigen::MatrixXf b = random_edges(70, 5, 2).cast<float>();
  Eigen::MatrixXf out;

  product_transposed(a.middleRows(20, 31), b.middleRows(20, 31), out);

  EXPECT_LT((out - a.middleRows(20, 31).transpose() * b.middleRows(20, 31)).norm(), 1e-6F * out.norm());
}

TEST(Blas, SubtractsAProduct)
{
  const Eigen::MatrixXd a = random_edges(70, 3, 1);
  const Eigen::MatrixXd b = random_edges(3, 5, 2);
  const Eigen::MatrixXd before = random_edges(70, 5, 3);
  Eigen::MatrixXd from = before;

  subtract_product(a, b, from);

  EXPECT_LT((from - (before - a * b)).norm(), rounding * from.norm());
}

TEST(Blas, MultipliesEmptyMatrices)
{
  Eigen::MatrixXd out;

  product_transposed(Eigen::MatrixXd(7, 0), Eigen::MatrixXd(7, 2), out);

  EXPECT_EQ(out.rows(), 0);
  EXPECT_EQ(out.cols(), 2);
}

TEST(Blas, RefusesMatricesThatDoNotFit)
{
  Eigen::MatrixXd out(2, 2);
  const Eigen::MatrixXd two(2, 2);
  const Eigen::MatrixXd three(3, 2);

  EXPECT_EQ(message_of<base::ShapeError>([&] { product_transposed(two, three, out); }),
            "the matrices of a product do not fit together: found \"3\"; expected 2");
  EXPECT_EQ(message_of<base::ShapeError>([&] { subtract_product(two, three, out); }),
            "the matrices of a product do not fit together: found \"3\"; expected 2");
}

TEST(Blas, NamesItsKernel)
{
  EXPECT_THAT(blas_kernel(), ::testing::MatchesRegex("OpenBLAS [0-9.]+ .+"));
}

}  // namespace
}  // namespace dmn::inference
