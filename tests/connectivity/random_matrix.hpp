#pragma once

#include <Eigen/Core>
#include <random>

namespace dmn::test {

/// Gaussian numbers from a seed, the same on every machine up to the library's normal distribution.
inline Eigen::MatrixXd gaussian(Eigen::Index rows, Eigen::Index cols, unsigned seed)
{
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, cols, [&] { return normal(engine); });
}

/// Correlated series: every column shares a little of the first.
inline Eigen::MatrixXd correlated_series(Eigen::Index rows, Eigen::Index cols, unsigned seed)
{
  Eigen::MatrixXd series = gaussian(rows, cols, seed);
  const Eigen::VectorXd shared = series.col(0);
  series.colwise() += 0.5 * shared;
  return series;
}

/// A well-conditioned positive definite matrix.
inline Eigen::MatrixXd positive_definite(Eigen::Index size, unsigned seed)
{
  const Eigen::MatrixXd half = gaussian(size, 3 * size, seed);
  const Eigen::MatrixXd product = half * half.transpose() / static_cast<double>(3 * size);
  return 0.5 * (product + product.transpose());
}

}  // namespace dmn::test
