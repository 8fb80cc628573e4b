#include "inference/counted_p.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace dmn::inference {
namespace {

constexpr double tie_tolerance = 1e-9;  ///< METHODS.md section 4

}  // namespace

NullDistribution::NullDistribution(Eigen::VectorXd statistics) : sorted_(std::move(statistics))
{
  if (sorted_.size() == 0) throw base::ShapeError("a null distribution needs at least the identity");
  if (sorted_.hasNaN()) throw base::ShapeError("a null distribution holds a value that is not a number");
  std::sort(sorted_.begin(), sorted_.end());
}

double NullDistribution::p(double observed) const
{
  if (std::isnan(observed)) return observed;
  const double reached = std::isinf(observed) ? observed : observed - tie_tolerance * std::max(1.0, std::abs(observed));
  const auto first = std::lower_bound(sorted_.begin(), sorted_.end(), reached);
  return static_cast<double>(sorted_.end() - first) / static_cast<double>(sorted_.size());
}

Eigen::VectorXd NullDistribution::p(const Eigen::VectorXd& observed) const
{
  return observed.unaryExpr([this](double value) { return p(value); });
}

double counted_p_error(double p, Eigen::Index n_permutations)
{
  return std::sqrt(p * (1.0 - p) / static_cast<double>(n_permutations));
}

}  // namespace dmn::inference
