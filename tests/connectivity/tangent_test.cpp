#include "connectivity/tangent.hpp"

#include <gmock/gmock.h>

#include <Eigen/LU>
#include <cmath>

#include "base/error.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

constexpr double rounding = 1e-10;  ///< eigenvalues of matrices with condition up to 100, over tens of iterations

std::vector<Eigen::MatrixXd> matrices(int count, Eigen::Index size)
{
  std::vector<Eigen::MatrixXd> found;
  for (int k = 0; k < count; ++k) found.push_back(test::positive_definite(size, 100U + static_cast<unsigned>(k)));
  return found;
}

double largest(const Eigen::MatrixXd& matrix)
{
  return matrix.cwiseAbs().maxCoeff();
}

TEST(TangentMean, OfDiagonalMatricesIsTheGeometricMeanOfTheirEntries)
{
  const std::vector<Eigen::MatrixXd> runs{Eigen::Vector3d(1, 2, 8).asDiagonal(), Eigen::Vector3d(4, 2, 2).asDiagonal()};

  const auto found = tangent_mean(runs);

  EXPECT_LT(largest(found.mean - Eigen::MatrixXd(Eigen::Vector3d(2, 2, 4).asDiagonal())), rounding);
  EXPECT_LT(found.gradient_norm, 1e-14);
}

TEST(TangentMean, OfTwoMatricesIsTheMidpointOfTheirGeodesic)
{
  const auto runs = matrices(2, 4);

  const auto found = tangent_mean(runs);

  const Eigen::MatrixXd riccati = found.mean * runs[0].inverse() * found.mean;
  EXPECT_LT(largest(riccati - runs[1]), rounding);
}

TEST(TangentMean, MakesTheMeanTangentVectorVanish)
{
  const auto runs = matrices(6, 5);

  const auto found = tangent_mean(runs);

  Eigen::MatrixXd total = Eigen::MatrixXd::Zero(5, 5);
  for (const auto& run : runs) total += log_whitened(found.whitening, run);
  EXPECT_LT(largest(total), rounding);
  EXPECT_LT(largest(found.whitening * found.mean * found.whitening - Eigen::MatrixXd::Identity(5, 5)), rounding);
}

TEST(TangentMean, IsCongruenceInvariant)
{
  const auto runs = matrices(5, 4);
  const Eigen::MatrixXd mixing = test::gaussian(4, 4, 7) + 3 * Eigen::MatrixXd::Identity(4, 4);
  std::vector<Eigen::MatrixXd> mixed;
  for (const auto& run : runs) mixed.emplace_back(mixing * run * mixing.transpose());

  const Eigen::MatrixXd expected = mixing * tangent_mean(runs).mean * mixing.transpose();

  EXPECT_LT(largest(tangent_mean(mixed).mean - expected), rounding * largest(expected));
}

TEST(Tangent, OfIdenticalMatricesIsZero)
{
  const Eigen::MatrixXd run = test::positive_definite(6, 1);

  const auto found = tangent_mean({run, run, run});

  EXPECT_LT(largest(found.mean - run), rounding);
  const auto vector = tangent_vector(found.whitening, run);
  EXPECT_LT(vector.edges.cwiseAbs().maxCoeff(), rounding);
  EXPECT_LT(vector.diagonal.cwiseAbs().maxCoeff(), rounding);
}

TEST(TangentVector, DividesTheDiagonalByRootTwoSoThatLengthIsKept)
{
  const Eigen::MatrixXd run = test::positive_definite(5, 2);
  const Eigen::MatrixXd whitening = Eigen::MatrixXd::Identity(5, 5);

  const auto vector = tangent_vector(whitening, run);

  const double length = 2 * (vector.edges.squaredNorm() + vector.diagonal.squaredNorm());
  EXPECT_NEAR(length, log_whitened(whitening, run).squaredNorm(), rounding);
  EXPECT_EQ(vector.edges.size(), 10);
}

TEST(TangentMean, IsTheSameWhenPartsOfTheRunsAreSummedElsewhere)
{
  const auto runs = matrices(7, 4);
  const auto part = [&runs](std::size_t first, std::size_t last, auto term) {
    Eigen::MatrixXd total = Eigen::MatrixXd::Zero(4, 4);
    for (std::size_t run = first; run < last; ++run) total += term(runs[run]);
    return total;
  };
  const auto in_two_parts = [&part](auto term) -> Eigen::MatrixXd { return part(0, 3, term) + part(3, 7, term); };
  const MatrixSums sums{[&] { return in_two_parts([](const Eigen::MatrixXd& run) { return run; }); },
                        [&](const Eigen::MatrixXd& w) {
                          return in_two_parts([&w](const Eigen::MatrixXd& run) { return log_whitened(w, run); });
                        },
                        7};

  EXPECT_LT(largest(tangent_mean(sums).mean - tangent_mean(runs).mean), rounding);
}

TEST(TangentMean, StopsAtTheIterationLimitAndSaysHowFarItCame)
{
  const auto runs = matrices(4, 5);

  const auto one = tangent_mean(runs, 0.0, 1);
  const auto three = tangent_mean(runs, 0.0, 3);

  EXPECT_EQ(one.iterations, 1);
  EXPECT_EQ(three.iterations, 3);
  EXPECT_GT(one.gradient_norm, three.gradient_norm);
}

TEST(LogWhitened, OfAScaledIdentityIsTheLogarithm)
{
  const Eigen::MatrixXd found = log_whitened(2 * Eigen::MatrixXd::Identity(2, 2), 3 * Eigen::MatrixXd::Identity(2, 2));

  EXPECT_LT(largest(found - std::log(12.0) * Eigen::MatrixXd::Identity(2, 2)), 1e-15);
}

TEST(LogWhitened, RefusesAMatrixThatIsNotPositiveDefinite)
{
  Eigen::MatrixXd indefinite(2, 2);
  indefinite << 1, 2, 2, 1;
  try {
    log_whitened(Eigen::MatrixXd::Identity(2, 2), indefinite);
    ADD_FAILURE() << "accepted";
  } catch (const base::InputError& error) {
    EXPECT_STREQ(error.what(),
                 "tangent: the matrix of 2 ROIs is not positive definite (smallest eigenvalue -1, largest 3)");
  }
  EXPECT_THROW(log_whitened(Eigen::MatrixXd::Identity(2, 2), Eigen::MatrixXd::Constant(2, 2, NAN)), base::InputError);
}

TEST(TangentMean, RefusesNoRuns)
{
  try {
    tangent_mean(std::vector<Eigen::MatrixXd>{});
    ADD_FAILURE() << "accepted";
  } catch (const base::ShapeError& error) {
    EXPECT_STREQ(error.what(), "a geometric mean needs at least one matrix");
  }
}

}  // namespace
}  // namespace dmn::connectivity
