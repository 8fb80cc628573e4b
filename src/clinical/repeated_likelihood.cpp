#include "clinical/repeated_likelihood.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <array>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace dmn::clinical {
namespace {

constexpr double lowest_log10 = -8;
constexpr double highest_log10 = 6;
constexpr int grid_steps = 70;
constexpr int digits = std::numeric_limits<double>::digits / 2;  ///< a minimum is not known better
constexpr std::uintmax_t most_steps = 200;

/// Parts summed with weights of theirs.
struct Sums {
  Eigen::MatrixXd xx;
  Eigen::VectorXd xy;
  double yy = 0;
};

template <class Weight>
Sums weighted(const std::vector<VariancePart>& parts, const Weight& weight_of)
{
  const Eigen::Index p = parts.front().xy.size();
  Sums sums{Eigen::MatrixXd::Zero(p, p), Eigen::VectorXd::Zero(p), 0};
  for (const auto& part : parts) {
    const double weight = weight_of(part);
    sums.xx += weight * part.xx;
    sums.xy += weight * part.xy;
    sums.yy += weight * part.yy;
  }
  return sums;
}

/// -2 log restricted likelihood with the residual variance profiled out, but for a constant.
struct Profile {
  const std::vector<VariancePart>& parts;
  double df = 0;

  double residual_ss(const Sums& sums, const Eigen::LLT<Eigen::MatrixXd>& factor) const
  {
    return sums.yy - sums.xy.dot(factor.solve(sums.xy));
  }

  double deviance(double lambda) const
  {
    const Sums sums = weighted(parts, [&](const VariancePart& part) { return 1.0 / (1.0 + lambda * part.size); });
    const Eigen::LLT<Eigen::MatrixXd> factor(sums.xx);
    double result = 2.0 * factor.matrixLLT().diagonal().array().log().sum() + df * std::log(residual_ss(sums, factor));
    for (const auto& part : parts) result += part.n * std::log1p(lambda * part.size);
    return result;
  }

  double residual_variance(double lambda) const
  {
    const Sums sums = weighted(parts, [&](const VariancePart& part) { return 1.0 / (1.0 + lambda * part.size); });
    return residual_ss(sums, Eigen::LLT<Eigen::MatrixXd>(sums.xx)) / df;
  }
};

double grid_point(int step)
{
  return lowest_log10 + (highest_log10 - lowest_log10) * step / grid_steps;
}

}  // namespace

PersonVariance person_variance(const std::vector<VariancePart>& parts)
{
  double n_rows = 0;
  for (const auto& part : parts) n_rows += part.n;
  const Profile profile{parts, n_rows - static_cast<double>(parts.front().xy.size())};
  const auto at_log10 = [&](double x) { return profile.deviance(std::exp(x * std::numbers::ln10)); };
  const double at_zero = profile.deviance(0);
  if (!std::isfinite(at_zero)) return {};
  int best = -1;
  double lowest = at_zero;
  for (int step = 0; step <= grid_steps; ++step) {
    const double deviance = at_log10(grid_point(step));
    if (!(deviance < lowest)) continue;
    lowest = deviance;
    best = step;
  }
  if (best == grid_steps) return {};
  if (best <= 0) return {.person = 0, .residual = profile.residual_variance(0), .boundary = true, .found = true};
  std::uintmax_t n_steps = most_steps;
  const double x =
      boost::math::tools::brent_find_minima(at_log10, grid_point(best - 1), grid_point(best + 1), digits, n_steps)
          .first;
  const double lambda = std::exp(x * std::numbers::ln10);
  const double residual = profile.residual_variance(lambda);
  return {.person = lambda * residual, .residual = residual, .boundary = false, .found = true};
}

RepeatedFit::RepeatedFit(const std::vector<VariancePart>& parts, double person, double residual)
    : parts_(parts), person_(person), residual_(residual)
{
  const Sums sums = weighted(parts, [&](const VariancePart& part) { return 1.0 / (residual + person * part.size); });
  covariance_ = Eigen::LLT<Eigen::MatrixXd>(sums.xx).solve(Eigen::MatrixXd::Identity(sums.xx.rows(), sums.xx.cols()));
  beta_ = covariance_ * sums.xy;
}

double RepeatedFit::variance(const Eigen::VectorXd& weights) const
{
  return weights.dot(covariance_ * weights);
}

/// With e = 1 / (residual + person * size) a part, d its derivative by person (size) or residual (1): the first
/// derivative of e is -d e^2, the second 2 d d' e^3; everything follows by the rules for inverse and determinant.
double RepeatedFit::satterthwaite_df(const Eigen::VectorXd& weights) const
{
  const auto e = [&](const VariancePart& part) { return 1.0 / (residual_ + person_ * part.size); };
  const auto d = [](const VariancePart& part, int i) { return i == 0 ? part.size : 1.0; };
  std::array<Sums, 2> first;
  std::array<Eigen::VectorXd, 2> gap;
  Eigen::Vector2d gradient;
  const Eigen::VectorXd spread = covariance_ * weights;
  for (int i = 0; i < 2; ++i) {
    first[i] = weighted(parts_, [&](const VariancePart& part) { return -d(part, i) * e(part) * e(part); });
    gap[i] = first[i].xy - first[i].xx * beta_;
    gradient[i] = -spread.dot(first[i].xx * spread);
  }
  Eigen::Matrix2d hessian;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const Sums second = weighted(
          parts_, [&](const VariancePart& part) { return 2.0 * d(part, i) * d(part, j) * std::pow(e(part), 3); });
      double value = (covariance_ * second.xx).trace() -
                     (covariance_ * first[i].xx * covariance_ * first[j].xx).trace() + second.yy -
                     2.0 * second.xy.dot(beta_) + beta_.dot(second.xx * beta_) - 2.0 * gap[i].dot(covariance_ * gap[j]);
      for (const auto& part : parts_) value -= part.n * d(part, i) * d(part, j) * e(part) * e(part);
      hessian(i, j) = value;
    }
  }
  const double v = variance(weights);
  return v * v / gradient.dot(hessian.inverse() * gradient);
}

}  // namespace dmn::clinical
