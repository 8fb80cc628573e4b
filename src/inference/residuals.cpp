#include "inference/residuals.hpp"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "inference/blas.hpp"

namespace dmn::inference {
namespace {

constexpr double zero_residual = 1e-12;  ///< of the outcome's norm, as in LinearModel

/// Outcomes that cannot be tested become zero.
std::vector<bool> silence_missing(Eigen::MatrixXd& outcomes)
{
  std::vector<bool> missing;
  for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
    missing.push_back(!outcomes.col(e).allFinite());
    if (missing.back()) outcomes.col(e).setZero();
  }
  return missing;
}

/// Subtracts its projection on q, twice so that nothing of a large mean stays. Returns q'Y.
Eigen::MatrixXd residualise(const Eigen::MatrixXd& q, Eigen::MatrixXd& outcomes)
{
  Eigen::MatrixXd coordinates = Eigen::MatrixXd::Zero(q.cols(), outcomes.cols());
  Eigen::MatrixXd step;
  for (int pass = 0; pass < 2; ++pass) {
    product_transposed(q, outcomes, step);
    subtract_product(q, step, outcomes);
    coordinates += step;
  }
  return coordinates;
}

}  // namespace

Residuals residuals_of(const Eigen::MatrixXd& q, Eigen::MatrixXd outcomes)
{
  const std::vector<bool> missing = silence_missing(outcomes);
  const Eigen::VectorXd size = outcomes.colwise().norm().transpose();
  Residuals result;
  result.coordinates = residualise(q, outcomes);
  result.values = std::move(outcomes);
  result.sum_of_squares = result.values.colwise().squaredNorm().transpose();
  for (Eigen::Index e = 0; e < size.size(); ++e) {
    const bool is_left = std::sqrt(result.sum_of_squares[e]) > zero_residual * size[e];
    if (is_left && !missing[static_cast<std::size_t>(e)]) continue;
    result.values.col(e).setZero();
    result.sum_of_squares[e] = std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace dmn::inference
