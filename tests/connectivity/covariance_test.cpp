#include "connectivity/covariance.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/equal_products.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

constexpr double rounding = 1e-13;

Eigen::MatrixXd centred_series(Eigen::Index rows, Eigen::Index cols, unsigned seed)
{
  const Eigen::MatrixXd series = test::correlated_series(rows, cols, seed);
  return series.rowwise() - series.colwise().mean();
}

/// The definition, sample by sample.
ShrunkCovariance ledoit_wolf_by_definition(const Eigen::MatrixXd& x)
{
  const auto n = static_cast<double>(x.rows());
  const auto p = static_cast<double>(x.cols());
  const Eigen::MatrixXd s = x.transpose() * x / n;
  const Eigen::MatrixXd target = s.trace() / p * Eigen::MatrixXd::Identity(x.cols(), x.cols());
  const double d2 = (s - target).squaredNorm() / p;
  double b2 = 0;
  for (Eigen::Index t = 0; t < x.rows(); ++t) b2 += (x.row(t).transpose() * x.row(t) - s).squaredNorm() / (p * n * n);
  const double delta = std::min(b2, d2) / d2;
  return {(1 - delta) * s + delta * target, delta};
}

TEST(Covariance, OfTwoSamplesIsTheirHalfDifferenceSquared)
{
  Eigen::MatrixXd centred(2, 2);
  centred << 1, -2, -1, 2;

  const Eigen::MatrixXd s = covariance(centred);

  Eigen::MatrixXd expected(2, 2);
  expected << 1, -2, -2, 4;
  EXPECT_EQ(s, expected);
}

TEST(Covariance, IsExactlySymmetric)
{
  const Eigen::MatrixXd s = covariance(centred_series(40, 13, 3));

  EXPECT_EQ(s, s.transpose());
}

TEST(LedoitWolf, AgreesWithItsDefinition)
{
  for (const Eigen::Index n_samples : {5, 30, 400}) {
    const Eigen::MatrixXd x = centred_series(n_samples, 12, 4);

    const auto fast = ledoit_wolf(x, covariance(x));
    const auto slow = ledoit_wolf_by_definition(x);

    EXPECT_NEAR(fast.delta, slow.delta, rounding);
    EXPECT_LT((fast.matrix - slow.matrix).cwiseAbs().maxCoeff(), rounding);
  }
}

TEST(LedoitWolf, DoesNotShrinkACovarianceThatIsItsOwnTarget)
{
  Eigen::MatrixXd centred(4, 2);
  centred << 1, 1, 1, -1, -1, 1, -1, -1;

  const auto shrunk = ledoit_wolf(centred, covariance(centred));

  EXPECT_EQ(shrunk.delta, 0.0);
  EXPECT_EQ(shrunk.matrix, Eigen::MatrixXd::Identity(2, 2));
}

TEST(LedoitWolf, KeepsTheTraceAndNeverShrinksBeyondTheTarget)
{
  const Eigen::MatrixXd x = centred_series(3, 20, 5);
  const Eigen::MatrixXd s = covariance(x);

  const auto shrunk = ledoit_wolf(x, s);

  EXPECT_NEAR(shrunk.matrix.trace(), s.trace(), rounding * s.trace());
  EXPECT_GT(shrunk.delta, 0.0);
  EXPECT_LE(shrunk.delta, 1.0);
}

TEST(Covariance, HasTheSameBitsWhateverCachesAProcessorHas)
{
  const Eigen::MatrixXd series = centred_series(1200, 40, 5);
  const auto with_first_level = [&](std::ptrdiff_t kib, bool cut_alike) -> Eigen::MatrixXd {
    Eigen::setCpuCacheSizes(kib * 1024, 1 << 20, 1 << 25);
    if (cut_alike) base::cut_products_alike();
    return covariance(series);
  };

  EXPECT_NE(with_first_level(32, false), with_first_level(48, false));
  EXPECT_EQ(with_first_level(32, true), with_first_level(48, true));
}

}  // namespace
}  // namespace dmn::connectivity
