#include "markers/reliability.hpp"

#include <cmath>
#include <vector>

namespace dmn::markers {
namespace {

constexpr double z_95 = 1.96;

Eigen::MatrixXd complete_rows(const Eigen::MatrixXd& measurements)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < measurements.rows(); ++row) {
    if (measurements.row(row).allFinite()) rows.push_back(row);
  }
  return measurements(rows, Eigen::all);
}

}  // namespace

Reliability intraclass_correlation(const Eigen::MatrixXd& measurements)
{
  const Eigen::MatrixXd x = complete_rows(measurements);
  Reliability result{.n = static_cast<int>(x.rows())};
  if (x.rows() < 2 || x.cols() < 2) return result;
  const auto n = static_cast<double>(x.rows());
  const auto k = static_cast<double>(x.cols());
  const double grand = x.mean();
  const Eigen::VectorXd of_row = x.rowwise().mean();
  const Eigen::RowVectorXd of_column = x.colwise().mean();
  const Eigen::MatrixXd rest = (x.colwise() - of_row).rowwise() - (of_column.array() - grand).matrix();
  const double ms_rows = k * (of_row.array() - grand).square().sum() / (n - 1);
  const double ms_columns = n * (of_column.array() - grand).square().sum() / (k - 1);
  const double ms_error = rest.squaredNorm() / ((n - 1) * (k - 1));
  const double total = ms_rows + (k - 1) * ms_error;
  result.agreement = (ms_rows - ms_error) / (total + k * (ms_columns - ms_error) / n);
  result.consistency = (ms_rows - ms_error) / total;
  result.sd_first = std::sqrt((x.col(0).array() - of_column[0]).square().sum() / (n - 1));
  return result;
}

double reliability_half_width(double icc)
{
  return z_95 * std::sqrt(1 - icc);
}

double reliable_change(double change, double sd, double icc)
{
  const double unit = sd * std::sqrt(2 * (1 - icc));
  return unit > 0 ? change / unit : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace dmn::markers
