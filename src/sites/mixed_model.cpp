#include "sites/mixed_model.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "stats/distributions.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

constexpr double negligible_eigenvalue = 1e-10;    ///< of the number of rows
constexpr double zero_residual = 1e-12;            ///< of the outcome's norm: what rounding leaves of a perfect fit
constexpr std::size_t max_cached_cells = 1 << 23;  ///< 64 MiB of bases

std::vector<Eigen::Index> all_rows(Eigen::Index n_rows)
{
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(n_rows));
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  return rows;
}

stats::Design design_on(const stats::Design& design, const std::vector<Eigen::Index>& rows)
{
  stats::Design part{.formula = design.formula, .columns = design.columns};
  part.matrix = design.matrix(rows, Eigen::all);
  part.basis = stats::column_basis(part.matrix);
  return part;
}

stats::Contrast contrast_on(const stats::Contrast& contrast, const std::vector<Eigen::Index>& rows)
{
  stats::Contrast part = contrast;
  if (contrast.group_of_row.empty()) return part;
  part.group_of_row.clear();
  for (const Eigen::Index row : rows) part.group_of_row.push_back(contrast.group_of_row[static_cast<std::size_t>(row)]);
  return part;
}

/// Sums over the rows of each site: Z' values.
Eigen::MatrixXd site_sums(const Eigen::MatrixXd& values, const std::vector<int>& site, Eigen::Index n_sites)
{
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(n_sites, values.cols());
  for (std::size_t row = 0; row < site.size(); ++row) sums.row(site[row]) += values.row(static_cast<Eigen::Index>(row));
  return sums;
}

/// Whether some site has two rows: then the variances of sites and of residuals are two things.
bool sites_repeat(const std::vector<int>& site)
{
  std::vector<int> seen = site;
  std::ranges::sort(seen);
  return std::ranges::adjacent_find(seen) != seen.end();
}

std::vector<Eigen::Index> missing_rows(const Eigen::Ref<const Eigen::VectorXd>& y)
{
  std::vector<Eigen::Index> missing;
  for (Eigen::Index row = 0; row < y.size(); ++row) {
    if (!std::isfinite(y[row])) missing.push_back(row);
  }
  return missing;
}

}  // namespace

/// One outcome in the coordinates of its model.
struct MixedModel::Outcome {
  double contrast = 0;  ///< w' Q'y
  double total_ss = 0;
  double residual_ss = 0;
  Eigen::ArrayXd e;  ///< S
};

MixedStatistics::MixedStatistics(Eigen::Index size)
    : n(Eigen::VectorXi::Zero(size)), status(static_cast<std::size_t>(size), stats::Status::tested)
{
  for (auto* numbers : {&beta, &se, &df, &t, &p, &var_site, &var_residual, &boundary}) {
    *numbers = Eigen::VectorXd::Constant(size, std::numeric_limits<double>::quiet_NaN());
  }
}

MixedModel::MixedModel(const stats::Design& design, const stats::Contrast& contrast, const stats::Cohort& cohort)
{
  require_t_contrast(contrast);
  n_sites_ = static_cast<Eigen::Index>(rows_by_site(design).size());
  const stats::ModelVariable& site = *design.find_role(stats::Role::site);
  site_of_row_ = site.level;
  if (!sites_repeat(site_of_row_)) {
    throw base::DesignError(
        "a random site intercept needs a site with two participants: the variance between sites cannot be told from "
        "the residual variance");
  }
  PartialModel fixed =
      partial_model(formula_without(design.formula, site.name), design, contrast, cohort, all_rows(design.n_rows()));
  if (!fixed.reason.empty()) throw base::DesignError(fixed.reason);
  fixed_ = std::move(fixed.design);
  contrast_ = std::move(fixed.contrast.front());
  complete_ = on_rows(all_rows(fixed_.n_rows()));
  if (complete_.status == stats::Status::not_estimable) {
    throw base::DesignError(
        "the other columns of the model hold every difference between sites: no variance is left to a random "
        "intercept");
  }
}

MixedModel::OnRows MixedModel::on_rows(std::vector<Eigen::Index> rows) const
{
  const stats::Design design = design_on(fixed_, rows);
  const std::vector<stats::Contrast> contrast{contrast_on(contrast_, rows)};
  const stats::LinearModel model(design, contrast);
  OnRows result{.rows = std::move(rows), .status = model.on_all_rows().contrasts.front().status};
  for (const Eigen::Index row : result.rows) result.site.push_back(site_of_row_[static_cast<std::size_t>(row)]);
  if (result.status == stats::Status::tested && !sites_repeat(result.site)) {
    result.status = stats::Status::not_estimable;
  }
  if (result.status != stats::Status::tested) return result;

  result.q = design.basis.q;
  result.weights = model.on_all_rows().contrasts.front().weights.row(0).transpose();
  const Eigen::MatrixXd of_q = site_sums(result.q, result.site, n_sites_);
  Eigen::MatrixXd between = -of_q * of_q.transpose();
  between.diagonal() += site_sums(Eigen::VectorXd::Ones(result.q.rows()), result.site, n_sites_);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(between);
  result.rotation = eigen.eigenvectors();
  result.d = eigen.eigenvalues().array();
  result.d = (result.d > negligible_eigenvalue * static_cast<double>(result.q.rows())).select(result.d, 0.0);
  if (!(result.d > 0).any()) result.status = stats::Status::not_estimable;
  result.h = (result.rotation.transpose() * (of_q * result.weights)).array();
  return result;
}

const MixedModel::OnRows& MixedModel::without(const MissingRows& missing)
{
  const auto known = incomplete_.find(missing);
  if (known != incomplete_.end()) return known->second;
  const auto cells = static_cast<std::size_t>(fixed_.matrix.size() + n_sites_ * n_sites_);
  if ((incomplete_.size() + 1) * cells > max_cached_cells) incomplete_.clear();
  std::vector<Eigen::Index> rows;
  std::ranges::set_difference(all_rows(fixed_.n_rows()), missing, std::back_inserter(rows));
  return incomplete_.emplace(missing, on_rows(std::move(rows))).first->second;
}

MixedModel::Outcome MixedModel::rotated(const OnRows& model, const Eigen::Ref<const Eigen::VectorXd>& y)
{
  const Eigen::VectorXd coordinates = model.q.transpose() * y;
  const Eigen::VectorXd residual = y - model.q * coordinates;
  const Eigen::VectorXd sums = site_sums(residual, model.site, model.rotation.rows());
  return {.contrast = model.weights.dot(coordinates),
          .total_ss = y.squaredNorm(),
          .residual_ss = residual.squaredNorm(),
          .e = (model.rotation.transpose() * sums).array()};
}

void MixedModel::test(const OnRows& model, const Outcome& outcome, Eigen::Index e, MixedStatistics& result)
{
  auto& status = result.status[static_cast<std::size_t>(e)];
  const Eigen::Index fixed_df = model.q.rows() - model.q.cols();
  const Eigen::Index m = (model.d > 0).count();
  RotatedOutcome parts{
      .d = model.d.tail(m), .u2 = outcome.e.tail(m).square() / model.d.tail(m), .n_rest = fixed_df - m};
  parts.rest = std::max(0.0, outcome.residual_ss - parts.u2.sum());
  const bool no_variance = std::sqrt(outcome.residual_ss) <= zero_residual * std::sqrt(outcome.total_ss);
  const VarianceRatio ratio = no_variance ? VarianceRatio{} : reml_variance_ratio(parts);
  if (!ratio.found) {
    status = stats::Status::no_residual_variance;
    return;
  }
  const double b = ratio.residual_variance;
  const double a = ratio.lambda * b;
  const Eigen::ArrayXd spread = 1.0 + ratio.lambda * model.d;
  const double variance = b * model.weights.squaredNorm() + a * (model.h.square() / spread).sum();
  result.beta[e] = outcome.contrast - ratio.lambda * (model.h * outcome.e / spread).sum();
  result.se[e] = std::sqrt(variance);
  result.var_site[e] = a;
  result.var_residual[e] = b;
  result.boundary[e] = ratio.boundary ? 1.0 : 0.0;
  result.df[e] = static_cast<double>(fixed_df);
  if (!ratio.boundary) {
    const Eigen::ArrayXd share = model.h.square() / spread.square();
    const Eigen::Vector2d gradient(share.sum(),
                                   model.weights.squaredNorm() + ratio.lambda * ratio.lambda * (share * model.d).sum());
    const Eigen::Matrix2d hessian = reml_hessian(parts, a, b);
    result.df[e] = variance * variance / gradient.dot(hessian.inverse() * gradient);
  }
  result.t[e] = result.beta[e] / result.se[e];
  result.p[e] = result.df[e] > 0 ? stats::p_two_sided(result.t[e], result.df[e]) : result.p[e];
}

MixedStatistics MixedModel::fit(const Eigen::MatrixXd& outcomes)
{
  if (outcomes.rows() != fixed_.n_rows()) {
    throw base::ShapeError("outcomes and design have different numbers of rows",
                           {.expected = std::to_string(fixed_.n_rows()), .found = std::to_string(outcomes.rows())});
  }
  MixedStatistics result(outcomes.cols());
  for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
    const auto y = outcomes.col(e);
    const bool complete = y.allFinite();
    const OnRows& model = complete ? complete_ : without(missing_rows(y));
    result.n[e] = static_cast<int>(model.rows.size());
    auto& status = result.status[static_cast<std::size_t>(e)];
    status = model.status;
    if (status != stats::Status::tested) continue;
    if (!complete) status = stats::Status::tested_incomplete;
    test(model, rotated(model, y(model.rows)), e, result);
  }
  return result;
}

}  // namespace dmn::sites
