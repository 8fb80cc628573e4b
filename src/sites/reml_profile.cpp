#include "sites/reml_profile.hpp"

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace dmn::sites {
namespace {

constexpr int half_decades = 6;  ///< the grid spans 10^-6 ... 10^6 of the typical size
constexpr int points_a_decade = 4;
constexpr int bits_of_the_root = 50;
constexpr std::uintmax_t max_steps = 200;

double degrees_of_freedom(const RotatedOutcome& outcome)
{
  return static_cast<double>(outcome.d.size() + outcome.n_rest);
}

double squares(const RotatedOutcome& outcome, double lambda)
{
  return (outcome.u2 / (1.0 + lambda * outcome.d)).sum() + outcome.rest;
}

double deviance(const RotatedOutcome& outcome, double lambda)
{
  return (1.0 + lambda * outcome.d).log().sum() + degrees_of_freedom(outcome) * std::log(squares(outcome, lambda));
}

double slope(const RotatedOutcome& outcome, double lambda)
{
  const Eigen::ArrayXd scaled = 1.0 + lambda * outcome.d;
  return (outcome.d / scaled).sum() -
         degrees_of_freedom(outcome) * (outcome.u2 * outcome.d / scaled.square()).sum() / squares(outcome, lambda);
}

std::vector<double> grid(const RotatedOutcome& outcome)
{
  std::vector<double> lambda{0.0};
  const double typical = 1.0 / outcome.d.mean();
  for (int point = -half_decades * points_a_decade; point <= half_decades * points_a_decade; ++point) {
    lambda.push_back(typical * std::pow(10.0, static_cast<double>(point) / points_a_decade));
  }
  return lambda;
}

double refined(const RotatedOutcome& outcome, double low, double high)
{
  std::uintmax_t steps = max_steps;
  const auto root =
      boost::math::tools::toms748_solve([&](double lambda) { return slope(outcome, lambda); }, low, high,
                                        boost::math::tools::eps_tolerance<double>(bits_of_the_root), steps);
  return root.first + (root.second - root.first) / 2;
}

/// Every local minimum, 0 included where the deviance rises from it.
std::vector<double> minima(const RotatedOutcome& outcome)
{
  const auto lambda = grid(outcome);
  std::vector<double> found;
  double before = slope(outcome, lambda.front());
  if (before >= 0) found.push_back(0.0);
  for (std::size_t k = 1; k < lambda.size(); ++k) {
    const double here = slope(outcome, lambda[k]);
    if (before < 0 && here >= 0) found.push_back(refined(outcome, lambda[k - 1], lambda[k]));
    before = here;
  }
  return found;
}

}  // namespace

VarianceRatio reml_variance_ratio(const RotatedOutcome& outcome)
{
  VarianceRatio best;
  double lowest = 0;
  for (const double lambda : minima(outcome)) {
    const double value = deviance(outcome, lambda);
    if (best.found && value >= lowest) continue;
    lowest = value;
    best = {lambda, squares(outcome, lambda) / degrees_of_freedom(outcome), lambda == 0.0, true};
  }
  return best;
}

Eigen::Matrix2d reml_hessian(const RotatedOutcome& outcome, double variance_between, double residual_variance)
{
  const Eigen::ArrayXd variance = residual_variance + variance_between * outcome.d;
  const Eigen::ArrayXd curvature = 2.0 * outcome.u2 / variance.cube() - variance.square().inverse();
  Eigen::Matrix2d hessian;
  hessian(0, 0) = (curvature * outcome.d.square()).sum();
  hessian(0, 1) = hessian(1, 0) = (curvature * outcome.d).sum();
  hessian(1, 1) = curvature.sum() + 2.0 * outcome.rest / std::pow(residual_variance, 3) -
                  static_cast<double>(outcome.n_rest) / (residual_variance * residual_variance);
  return hessian;
}

}  // namespace dmn::sites
