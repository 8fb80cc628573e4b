#include "clinical/reliable_change.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace dmn::clinical {

SessionAgreement session_agreement(const Eigen::VectorXd& first, const Eigen::VectorXd& last)
{
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < first.size(); ++row) {
    if (std::isfinite(first[row]) && std::isfinite(last[row])) rows.push_back(row);
  }
  SessionAgreement result{.icc = unknown, .sd = unknown, .n = static_cast<int>(rows.size())};
  if (rows.size() < 2) return result;
  const Eigen::ArrayXd a = first(rows);
  const Eigen::ArrayXd b = last(rows);
  const auto n = static_cast<double>(result.n);
  const Eigen::ArrayXd person = (a + b) / 2.0;
  const double grand = person.mean();
  const double ms_persons = 2.0 * (person - grand).square().sum() / (n - 1);
  const double ms_sessions = n * (a.mean() - b.mean()) * (a.mean() - b.mean()) / 2.0;
  const Eigen::ArrayXd change = b - a;
  const double ms_error = (change - change.mean()).square().sum() / (2.0 * (n - 1));
  result.icc = (ms_persons - ms_error) / (ms_persons + ms_error + 2.0 * (ms_sessions - ms_error) / n);
  result.sd = std::sqrt((a - a.mean()).square().sum() / (n - 1));
  return result;
}

double reliable_change(double change, double sd, double icc)
{
  const double unit = sd * std::sqrt(2.0 * (1.0 - icc));
  return unit > 0 ? change / unit : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace dmn::clinical
