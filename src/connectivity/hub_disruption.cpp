#include "connectivity/hub_disruption.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

using Eigen::Index;

/// Of the mean strength: ROIs whose controls differ by less have one mean.
constexpr double no_spread = 1e-12;

/// What the controls have of each ROI.
struct ControlSums {
  Eigen::RowVectorXd sum;
  Eigen::RowVectorXd n;
};

ControlSums control_sums(const Eigen::MatrixXd& by_roi, const std::vector<bool>& is_control)
{
  ControlSums sums{Eigen::RowVectorXd::Zero(by_roi.cols()), Eigen::RowVectorXd::Zero(by_roi.cols())};
  for (Index row = 0; row < by_roi.rows(); ++row) {
    if (!is_control[static_cast<std::size_t>(row)]) continue;
    for (Index roi = 0; roi < by_roi.cols(); ++roi) {
      if (std::isnan(by_roi(row, roi))) continue;
      sums.sum[roi] += by_roi(row, roi);
      sums.n[roi] += 1;
    }
  }
  return sums;
}

/// Least-squares slope of y on x.
double slope(const std::vector<double>& x, const std::vector<double>& y)
{
  constexpr std::size_t fewest = 3;
  const auto n = static_cast<Index>(x.size());
  if (x.size() < fewest) return std::numeric_limits<double>::quiet_NaN();
  const Eigen::Map<const Eigen::ArrayXd> given(x.data(), n);
  const Eigen::Map<const Eigen::ArrayXd> outcome(y.data(), n);
  const Eigen::ArrayXd centred = given - given.mean();
  const double spread = centred.square().sum();
  if (!(spread > std::pow(no_spread * given.abs().mean(), 2) * static_cast<double>(n)))
    return std::numeric_limits<double>::quiet_NaN();
  return (centred * (outcome - outcome.mean())).sum() / spread;
}

}  // namespace

Eigen::VectorXd hub_disruption(const Eigen::MatrixXd& by_roi, const std::vector<bool>& is_control)
{
  if (static_cast<Index>(is_control.size()) != by_roi.rows())
    throw base::ShapeError(fmt::format("{} flags for {} participants", is_control.size(), by_roi.rows()));
  const ControlSums controls = control_sums(by_roi, is_control);
  Eigen::VectorXd disruption(by_roi.rows());
  for (Index row = 0; row < by_roi.rows(); ++row) {
    const double itself = is_control[static_cast<std::size_t>(row)] ? 1 : 0;
    std::vector<double> means;
    std::vector<double> differences;
    for (Index roi = 0; roi < by_roi.cols(); ++roi) {
      const double value = by_roi(row, roi);
      const double others = controls.n[roi] - itself;
      if (std::isnan(value) || !(others > 0)) continue;
      const double mean = (controls.sum[roi] - itself * value) / others;
      means.push_back(mean);
      differences.push_back(value - mean);
    }
    disruption[row] = slope(means, differences);
  }
  return disruption;
}

}  // namespace dmn::connectivity
