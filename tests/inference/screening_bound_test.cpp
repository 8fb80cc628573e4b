#include "inference/screening_bound.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "inference/product_in_chunks.hpp"

namespace dmn::inference {
namespace {

using Exact = long double;

/// Vectors that are hard to add up, of unit length: values of one sign and size, of scales far apart, of sums that
/// cancel, with a few large values first or last, near the smallest numbers of single precision.
Eigen::MatrixXd hard_vectors(Eigen::Index n_rows, std::mt19937& random)
{
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(-1, 1);
  Eigen::MatrixXd vectors(n_rows, 24);
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    for (Eigen::Index n = 0; n < n_rows; ++n) {
      const double x = normal(random);
      switch (k % 8) {
        case 0:
          vectors(n, k) = x;
          break;
        case 1:
          vectors(n, k) = 1 + 1e-3 * x;
          break;
        case 2:
          vectors(n, k) = x * std::pow(10.0, 20 * uniform(random));
          break;
        case 3:
          vectors(n, k) = (n % 2 == 0 ? 1 : -1) * (1 + 1e-6 * x);
          break;
        case 4:
          vectors(n, k) = n < 2 ? 1 : 1e-4 * std::abs(x);
          break;
        case 5:
          vectors(n, k) = n >= n_rows - 2 ? 1 : 1e-7 * std::abs(x);
          break;
        case 6:
          vectors(n, k) = 1.0 / 3;
          break;
        default:
          vectors(n, k) = n == 0 ? 1 : 1e-40 * x;
      }
    }
  }
  return vectors.colwise().normalized();
}

Exact exact_product(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  Exact sum = 0;
  for (Eigen::Index n = 0; n < a.size(); ++n) sum += static_cast<Exact>(a[n]) * static_cast<Exact>(b[n]);
  return sum;
}

TEST(ScreeningBound, IsNeverExceededByAProductOfHardVectors)
{
  std::mt19937 random(3);
  Eigen::MatrixXf chunk;
  Eigen::MatrixXd products;
  for (const Eigen::Index n_rows : {1, 2, 7, 40, 333, 511, 512, 513, 1000, 2049, 5003}) {
    const Eigen::MatrixXd a = hard_vectors(n_rows, random);
    const Eigen::MatrixXd b = hard_vectors(n_rows, random);

    product_in_chunks(a.cast<float>(), b.cast<float>(), chunk, products);

    for (Eigen::Index i = 0; i < a.cols(); ++i) {
      for (Eigen::Index j = 0; j < b.cols(); ++j) {
        const Exact error = std::abs(products(i, j) - exact_product(a.col(i), b.col(j)));
        EXPECT_LE(static_cast<double>(error), projection_bound(n_rows)) << n_rows << " rows, kinds " << i << ", " << j;
      }
    }
  }
}

TEST(ScreeningBound, IsThatOfOneChunkHoweverManyRowsThereAre)
{
  EXPECT_EQ(rows_per_chunk(0), 1);
  EXPECT_EQ(rows_per_chunk(40), 40);
  EXPECT_EQ(rows_per_chunk(512), 512);
  EXPECT_EQ(rows_per_chunk(513), 257);
  EXPECT_EQ(rows_per_chunk(1000), 500);
  EXPECT_EQ(rows_per_chunk(4096), 512);
  EXPECT_EQ(rows_per_chunk(4097), 241);

  EXPECT_NEAR(projection_bound(512), 515 * 0x1p-24, 1e-8);
  EXPECT_NEAR(projection_bound(50000), 259 * 0x1p-24, 1e-8);
}

TEST(ScreeningBound, GrowsWithTheEffectOnlyByWhatDoublePrecisionLoses)
{
  const Eigen::MatrixXd along_an_axis = Eigen::MatrixXd::Identity(4, 1);
  const Eigen::MatrixXd oblique = Eigen::MatrixXd::Constant(4, 1, 0.5);
  const double eps = projection_bound(100);

  const auto errors = screening_errors(along_an_axis, Eigen::Vector3d(1, 100, NAN), 100);

  EXPECT_NEAR(errors.effect[0], eps, 1e-9);
  EXPECT_NEAR(errors.effect[1], eps, 1e-9);
  EXPECT_NEAR(errors.residual[0], 4 * eps + 4 * eps * eps, 1e-9);
  EXPECT_NEAR(errors.residual[1], 40 * eps + 4 * eps * eps, 1e-9);
  EXPECT_TRUE(std::isnan(errors.effect[2]));
  EXPECT_NEAR(screening_errors(oblique, Eigen::VectorXd::Ones(1), 100).effect[0], 2 * eps, 1e-9);
}

}  // namespace
}  // namespace dmn::inference
