#include "stats/aspin_welch.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.hpp"

namespace dmn::stats {
namespace {

constexpr double absorbed = 1e-10;       ///< residual degrees of freedom a row that rounding leaves
constexpr double zero_residual = 1e-12;  ///< of the outcome's norm, as in LinearModel
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace

AspinWelch::AspinWelch(const Design& design, const Contrast& contrast, const std::vector<int>& variance_group)
    : q_(design.basis.q)
{
  if (static_cast<Eigen::Index>(variance_group.size()) != design.n_rows()) {
    throw base::ShapeError(
        "design and variance groups have different numbers of rows",
        {.expected = std::to_string(design.n_rows()), .found = std::to_string(variance_group.size())});
  }
  if (contrast.rows.rows() != 1) throw base::ShapeError("v is defined for a contrast of one row");
  weights_ = weights_on_basis(design.basis, contrast.rows.row(0).transpose());
  std::map<int, Group> groups;
  for (std::size_t row = 0; row < variance_group.size(); ++row) {
    groups[variance_group[row]].rows.push_back(static_cast<Eigen::Index>(row));
  }
  for (auto& [number, group] : groups) {
    const Eigen::MatrixXd q = q_(group.rows, Eigen::all);
    group.gram = q.transpose() * q;
    group.residual_df = static_cast<double>(group.rows.size()) - q.squaredNorm();
    groups_.push_back(std::move(group));
  }
}

Eigen::VectorXd AspinWelch::v(const Eigen::MatrixXd& outcomes) const
{
  if (outcomes.rows() != q_.rows()) {
    throw base::ShapeError("outcomes and design have different numbers of rows",
                           {.expected = std::to_string(q_.rows()), .found = std::to_string(outcomes.rows())});
  }
  Eigen::VectorXd result(outcomes.cols());
  for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
    result[e] = outcomes.col(e).allFinite() ? v_of(outcomes.col(e)) : undefined;
  }
  return result;
}

double AspinWelch::v_of(const Eigen::VectorXd& outcome) const
{
  const Eigen::VectorXd coordinates = q_.transpose() * outcome;
  const Eigen::VectorXd residuals = outcome - q_ * coordinates;
  const double smallest_ss = std::pow(zero_residual * outcome.norm(), 2);
  const double any_weight = static_cast<double>(q_.rows() - q_.cols()) / residuals.squaredNorm();
  Eigen::MatrixXd information = Eigen::MatrixXd::Zero(q_.cols(), q_.cols());
  for (const Group& group : groups_) {
    const bool is_absorbed = group.residual_df <= absorbed * static_cast<double>(group.rows.size());
    const double residual_ss = residuals(group.rows).squaredNorm();
    if (!is_absorbed && residual_ss <= smallest_ss) return undefined;
    information += (is_absorbed ? any_weight : group.residual_df / residual_ss) * group.gram;
  }
  return weights_.dot(coordinates) / std::sqrt(weights_.dot(information.llt().solve(weights_)));
}

}  // namespace dmn::stats
