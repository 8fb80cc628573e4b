#include "inference/tail_anderson_darling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dmn::inference {
namespace {

constexpr double exponential_shape = 1e-12;

/// The two rows of the table that a shape of at least 0.5 can reach.
constexpr std::array tabled_p = {0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
constexpr std::array a2_at_shape_0_9 = {0.339, 0.471, 0.641, 0.771, 0.905, 1.086, 1.226, 1.559};
constexpr std::array a2_at_shape_0_5 = {0.356, 0.499, 0.685, 0.830, 0.978, 1.180, 1.336, 1.707};
constexpr double higher_shape = 0.9;
constexpr double lower_shape = 0.5;

}  // namespace

double pareto_survival(double y, double a, double k)
{
  if (std::abs(k) < exponential_shape) return std::exp(-y / a);
  return k > 0 && y > a / k ? 0.0 : std::pow(1.0 - k * y / a, 1.0 / k);
}

double anderson_darling(const Eigen::Ref<const Eigen::VectorXd>& excesses, double a, double k)
{
  const Eigen::Index n = excesses.size();
  double sum = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const double far = pareto_survival(excesses[n - 1 - i], a, k);
    const double near = pareto_survival(excesses[i], a, k);
    sum += static_cast<double>(2 * i + 1) * (std::log(far) + std::log1p(-near));
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

double anderson_darling_p(double a2, double k)
{
  const double weight = (std::max(lower_shape, k) - lower_shape) / (higher_shape - lower_shape);
  std::array<double, tabled_p.size()> a2_at_k = {};
  for (std::size_t c = 0; c < a2_at_k.size(); ++c) {
    a2_at_k[c] = a2_at_shape_0_5[c] + weight * (a2_at_shape_0_9[c] - a2_at_shape_0_5[c]);
  }
  std::size_t right = 1;
  while (right + 1 < a2_at_k.size() && a2 > a2_at_k[right]) ++right;
  const double slope = (tabled_p[right] - tabled_p[right - 1]) / (a2_at_k[right] - a2_at_k[right - 1]);
  return std::clamp(tabled_p[right] + slope * (a2 - a2_at_k[right]), 0.0, 1.0);
}

}  // namespace dmn::inference
