#include "signal/surrogates.hpp"

#include <gtest/gtest.h>

#include <random>

namespace dmn::signal {
namespace {

constexpr double rounding = 1e-11;

Eigen::MatrixXd example(Eigen::Index n_frames)
{
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd series = Eigen::MatrixXd::NullaryExpr(n_frames, 3, [&] { return normal(engine); });
  series.col(1) += 0.7 * series.col(0);
  series.array() += 2;
  return series;
}

/// Circular correlation of two series at every lag.
Eigen::VectorXd circular(const Eigen::VectorXd& x, const Eigen::VectorXd& y)
{
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(x.size());
  for (Eigen::Index lag = 0; lag < x.size(); ++lag)
    for (Eigen::Index t = 0; t < x.size(); ++t) sums[lag] += x[t] * y[(t + lag) % y.size()];
  return sums;
}

TEST(PhaseSurrogates, KeepEveryMeanAndEveryLaggedProduct)
{
  for (const Eigen::Index n_frames : {48, 53}) {
    const Eigen::MatrixXd series = example(n_frames);

    const Eigen::MatrixXd surrogate = PhaseSurrogates(series, 1).surrogate(4);

    EXPECT_LT((surrogate.colwise().mean() - series.colwise().mean()).cwiseAbs().maxCoeff(), rounding);
    for (Eigen::Index i = 0; i < 3; ++i)
      for (Eigen::Index j = 0; j < 3; ++j)
        EXPECT_LT((circular(surrogate.col(i), surrogate.col(j)) - circular(series.col(i), series.col(j)))
                      .cwiseAbs()
                      .maxCoeff(),
                  1e-9);
  }
}

TEST(PhaseSurrogates, AreAFunctionOfSeedAndNumber)
{
  const Eigen::MatrixXd series = example(40);
  PhaseSurrogates surrogates(series, 1);
  const Eigen::MatrixXd third = surrogates.surrogate(3);

  EXPECT_NE(surrogates.surrogate(2), third);
  EXPECT_EQ(surrogates.surrogate(3), third);
  EXPECT_NE(PhaseSurrogates(series, 2).surrogate(3), third);
}

}  // namespace
}  // namespace dmn::signal
