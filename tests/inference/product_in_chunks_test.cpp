#include "inference/product_in_chunks.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::message_of;
using stats::testing::random_edges;

constexpr double single_rounding = 1e-6;

TEST(ProductInChunks, IsTheProductWhateverTheNumberOfChunks)
{
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd out;
  for (const Eigen::Index n_rows : {1, 70, 512, 513, 1700}) {
    const Eigen::MatrixXf a = random_edges(n_rows, 13, 1).cast<float>();
    const Eigen::MatrixXf b = random_edges(n_rows, 5, 2).cast<float>();
    const Eigen::MatrixXd exact = a.cast<double>().transpose() * b.cast<double>();

    product_in_chunks(a, b, chunk, out);

    EXPECT_LT((out - exact).norm(), single_rounding * exact.norm());
  }
}

TEST(ProductInChunks, AddsChunksInDoublePrecision)
{
  Eigen::MatrixXf a = Eigen::MatrixXf::Zero(1024, 1);
  a(0, 0) = 1;
  a(1023, 0) = 0x1p-30F;
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd out;

  product_in_chunks(a, Eigen::MatrixXf::Ones(1024, 1), chunk, out);

  EXPECT_EQ(out(0, 0), 1 + 0x1p-30);
}

TEST(ProductInChunks, OfNoColumnsIsEmpty)
{
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd out;

  product_in_chunks(Eigen::MatrixXf(7, 0), Eigen::MatrixXf(7, 2), chunk, out);

  EXPECT_EQ(out.rows(), 0);
  EXPECT_EQ(out.cols(), 2);
}

TEST(ProductInChunks, RefusesMatricesThatDoNotFit)
{
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd out;

  EXPECT_EQ(message_of<base::ShapeError>(
                [&] { product_in_chunks(Eigen::MatrixXf(2, 2), Eigen::MatrixXf(3, 2), chunk, out); }),
            "the matrices of a product do not fit together: found \"3\"; expected 2");
}

}  // namespace
}  // namespace dmn::inference
