#include "signal/quality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dmn::signal {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double median(std::vector<double> values)
{
  if (values.empty()) return unknown;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

}  // namespace

double temporal_snr(const Eigen::MatrixXd& series)
{
  if (series.rows() < 2) return unknown;
  std::vector<double> ratios;
  for (Eigen::Index c = 0; c < series.cols(); ++c) {
    const double mean = series.col(c).mean();
    const double squares = (series.col(c).array() - mean).square().sum();
    if (squares > 0.0) ratios.push_back(mean / std::sqrt(squares / static_cast<double>(series.rows() - 1)));
  }
  return median(std::move(ratios));
}

double global_correlation(const Eigen::MatrixXd& centred)
{
  if (centred.size() == 0) return unknown;
  const Eigen::VectorXd scale = centred.colwise().norm().cwiseInverse();
  const Eigen::VectorXd sum = centred * scale;
  return sum.squaredNorm() / static_cast<double>(centred.cols() * centred.cols());
}

MeanAndMaximum mean_and_maximum(const Eigen::VectorXd& values)
{
  double sum = 0.0;
  double maximum = -std::numeric_limits<double>::infinity();
  std::size_t count = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    maximum = std::max(maximum, value);
    ++count;
  }
  if (count == 0) return {unknown, unknown};
  return {sum / static_cast<double>(count), maximum};
}

}  // namespace dmn::signal
