#include "stats/motion_coupling.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "base/error.hpp"
#include "stats/column_basis.hpp"
#include "stats/distributions.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::stats {
namespace {

constexpr double nothing_left = 1e-10;             ///< of a norm: what rounding leaves
constexpr std::size_t max_cached_cells = 1 << 23;  ///< 64 MiB of bases
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Of every column; twice, so that a small remainder is still orthogonal.
Eigen::MatrixXd residual(const Eigen::MatrixXd& basis, const Eigen::MatrixXd& values)
{
  const Eigen::MatrixXd once = values - basis * (basis.transpose() * values);
  return once - basis * (basis.transpose() * once);
}

void require_rows(Eigen::Index expected, Eigen::Index found)
{
  if (expected == found) return;
  throw base::ShapeError("motion, covariates and edges need the same subjects",
                         {.expected = std::to_string(expected), .found = std::to_string(found)});
}

}  // namespace

MotionModel::MotionModel(const Eigen::MatrixXd& covariates, const Eigen::VectorXd& mean_fd)
    : nuisance_columns_(mean_fd.size(), covariates.cols() + 1), mean_fd_(mean_fd)
{
  require_rows(mean_fd.size(), covariates.rows());
  if (!covariates.allFinite() || !mean_fd.allFinite()) {
    throw base::ShapeError("motion and covariates of the QC benchmark must be complete");
  }
  nuisance_columns_ << Eigen::VectorXd::Ones(mean_fd.size()), covariates;
  Rows all(static_cast<std::size_t>(mean_fd.size()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  complete_ = on(all);
  if (complete_.motion.size() == 0) {
    throw base::DesignError("mean FD is constant or explained by the covariates: its coupling with edges is undefined");
  }
}

MotionModel::OnRows MotionModel::on(const Rows& rows) const
{
  OnRows model;
  model.nuisance = column_basis(nuisance_columns_(rows, Eigen::all)).q;
  const Eigen::VectorXd fd = mean_fd_(rows);
  const Eigen::VectorXd left = residual(model.nuisance, fd);
  if (left.norm() > nothing_left * fd.norm()) model.motion = left.normalized();
  return model;
}

const MotionModel::OnRows& MotionModel::model_of(const Rows& rows)
{
  const auto known = incomplete_.find(rows);
  if (known != incomplete_.end()) return known->second;
  if ((incomplete_.size() + 1) * static_cast<std::size_t>(nuisance_columns_.size()) > max_cached_cells) {
    incomplete_.clear();
  }
  return incomplete_.emplace(rows, on(rows)).first->second;
}

void MotionModel::correlate(const OnRows& model, const Eigen::Ref<const Eigen::VectorXd>& left, double norm,
                            Eigen::Index e, MotionCoupling& result)
{
  result.n[e] = static_cast<int>(left.size());
  const auto df = static_cast<double>(left.size() - model.nuisance.cols() - 1);
  if (df < min_residual_df || model.motion.size() == 0 || !(left.norm() > nothing_left * norm)) return;
  const double r = left.dot(model.motion) / left.norm();
  result.r[e] = r;
  result.p[e] = p_two_sided(r * std::sqrt(df / ((1.0 - r) * (1.0 + r))), df);
}

MotionCoupling MotionModel::couple(const Eigen::MatrixXd& edges)
{
  require_rows(n_subjects(), edges.rows());
  MotionCoupling result = {Eigen::VectorXi::Zero(edges.cols()), Eigen::VectorXd::Constant(edges.cols(), missing),
                           Eigen::VectorXd::Constant(edges.cols(), missing)};
  const Eigen::MatrixXd left = residual(complete_.nuisance, edges);
  for (Eigen::Index e = 0; e < edges.cols(); ++e) {
    if (edges.col(e).allFinite()) {
      correlate(complete_, left.col(e), edges.col(e).norm(), e, result);
      continue;
    }
    Rows rows;
    for (Eigen::Index row = 0; row < edges.rows(); ++row) {
      if (std::isfinite(edges(row, e))) rows.push_back(row);
    }
    if (rows.empty()) continue;
    const OnRows& model = model_of(rows);
    const Eigen::VectorXd present = edges(rows, e);
    correlate(model, residual(model.nuisance, present), present.norm(), e, result);
  }
  return result;
}

}  // namespace dmn::stats
