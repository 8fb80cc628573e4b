#include "connectivity/usable_series.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

void require_finite(const Eigen::VectorXd& values, const std::string& name)
{
  for (Eigen::Index sample = 0; sample < values.size(); ++sample)
    if (!std::isfinite(values(sample)))
      throw base::InputError(fmt::format("the series of {} is incomplete", name),
                             {.expected = "finite values, or NaN throughout for an ROI without data",
                              .found = fmt::format("{} at sample {}", values(sample), sample)});
}

Eigen::VectorXd centre(const Eigen::VectorXd& values)
{
  return values.array() - values.mean();
}

}  // namespace

std::string name_of_column(const std::vector<std::string>& labels, Eigen::Index column)
{
  return labels.empty() ? fmt::format("column {}", column) : labels[static_cast<std::size_t>(column)];
}

UsableSeries usable_series(const Eigen::MatrixXd& series, const std::vector<std::string>& labels)
{
  constexpr double rounding = 1e-12;
  UsableSeries usable{{}, Eigen::MatrixXd(series.rows(), series.cols()), {}};
  Eigen::Index n_used = 0;
  for (Eigen::Index column = 0; column < series.cols(); ++column) {
    const Eigen::VectorXd values = series.col(column);
    if (values.array().isNaN().all()) continue;
    require_finite(values, name_of_column(labels, column));
    const Eigen::VectorXd centred = centre(values);
    if (centred.norm() <= rounding * values.norm()) {
      usable.warnings.push_back(fmt::format("constant_roi: {} has zero variance over {} samples",
                                            name_of_column(labels, column), values.size()));
      continue;
    }
    usable.columns.push_back(static_cast<int>(column));
    usable.centred.col(n_used++) = centred;
  }
  usable.centred.conservativeResize(Eigen::NoChange, n_used);
  return usable;
}

Eigen::MatrixXd z_scored(const Eigen::MatrixXd& centred)
{
  const double root_n = std::sqrt(static_cast<double>(centred.rows()));
  return centred.array().rowwise() / (centred.colwise().norm().array() / root_n);
}

}  // namespace dmn::connectivity
