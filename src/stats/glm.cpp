#include "stats/glm.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "stats/distributions.hpp"
#include "stats/effect_size.hpp"

namespace dmn::stats {
namespace {

constexpr double zero_residual = 1e-12;            ///< of the outcome's norm: what rounding leaves of a perfect fit
constexpr std::size_t max_cached_cells = 1 << 23;  ///< 64 MiB of bases

std::vector<Eigen::Index> all_rows(Eigen::Index n_rows)
{
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(n_rows));
  std::iota(rows.begin(), rows.end(), Eigen::Index{0});
  return rows;
}

bool groups_are_filled(const Contrast& contrast, const std::vector<Eigen::Index>& rows)
{
  if (contrast.groups.empty()) return true;
  std::vector<int> count(contrast.groups.size(), 0);
  for (const Eigen::Index row : rows) {
    const int group = contrast.group_of_row[static_cast<std::size_t>(row)];
    if (group >= 0) ++count[static_cast<std::size_t>(group)];
  }
  return std::ranges::count_if(count, [](int n) { return n >= min_rows_per_group; }) >= 2;
}

bool all_estimable(const Contrast& contrast, const ColumnBasis& basis)
{
  for (Eigen::Index row = 0; row < contrast.rows.rows(); ++row) {
    if (!is_estimable(basis, contrast.rows.row(row).transpose())) return false;
  }
  return true;
}

ContrastOnRows contrast_on(const Contrast& contrast, const ModelOnRows& model)
{
  ContrastOnRows result;
  const Eigen::Index df = static_cast<Eigen::Index>(model.rows.size()) - model.basis.rank();
  if (!groups_are_filled(contrast, model.rows)) {
    result.status = Status::too_few_in_group;
  } else if (df < min_residual_df) {
    result.status = Status::too_few_df;
  } else if (!all_estimable(contrast, model.basis)) {
    result.status = Status::not_estimable;
  }
  if (result.status != Status::tested) return result;
  result.weights.resize(contrast.rows.rows(), model.basis.rank());
  for (Eigen::Index row = 0; row < contrast.rows.rows(); ++row) {
    result.weights.row(row) = weights_on_basis(model.basis, contrast.rows.row(row).transpose()).transpose();
  }
  result.variance_factor = result.weights.squaredNorm();
  return result;
}

constexpr double well_left = 1e-3;  ///< residual share from which y'y - |q'y|^2 keeps 12 digits

/// What a fit says about one outcome, whatever the contrast.
struct FittedOutcome {
  Eigen::VectorXd coordinates;  ///< q'y
  double residual_ss = 0;
  double total_ss = 0;
};

FittedOutcome fitted(const Eigen::MatrixXd& q, const Eigen::Ref<const Eigen::VectorXd>& y, Eigen::VectorXd coordinates)
{
  const double total_ss = y.squaredNorm();
  double residual_ss = total_ss - coordinates.squaredNorm();
  if (!(residual_ss > well_left * total_ss)) residual_ss = (y - q * coordinates).squaredNorm();
  return {std::move(coordinates), residual_ss, total_ss};
}

std::vector<Eigen::Index> missing_rows(const Eigen::Ref<const Eigen::VectorXd>& y)
{
  std::vector<Eigen::Index> missing;
  for (Eigen::Index row = 0; row < y.size(); ++row) {
    if (!std::isfinite(y[row])) missing.push_back(row);
  }
  return missing;
}

void test_t(const ContrastOnRows& contrast, const FittedOutcome& outcome, double df, Eigen::Index e,
            TestStatistics& result)
{
  result.variance_factor[e] = contrast.variance_factor;
  result.sigma[e] = std::sqrt(outcome.residual_ss / df);
  result.beta[e] = contrast.weights.row(0).dot(outcome.coordinates);
  result.se[e] = result.sigma[e] * std::sqrt(contrast.variance_factor);
  result.t[e] = result.beta[e] / result.se[e];
  result.p[e] = p_two_sided(result.t[e], df);
}

void test_f(const ContrastOnRows& contrast, const FittedOutcome& outcome, double df, Eigen::Index e,
            TestStatistics& result)
{
  const Eigen::VectorXd estimate = contrast.weights * outcome.coordinates;
  const Eigen::MatrixXd covariance = contrast.weights * contrast.weights.transpose();
  result.sigma[e] = std::sqrt(outcome.residual_ss / df);
  result.df1[e] = static_cast<double>(estimate.size());
  result.f[e] = estimate.dot(covariance.llt().solve(estimate)) / (result.df1[e] * outcome.residual_ss / df);
  result.p[e] = p_upper_f(result.f[e], result.df1[e], df);
}

void test(const ModelOnRows& model, const std::vector<Contrast>& contrasts, const FittedOutcome& outcome, bool complete,
          Eigen::Index e, std::vector<TestStatistics>& results)
{
  const auto n = static_cast<Eigen::Index>(model.rows.size());
  const auto df = static_cast<double>(n - model.basis.rank());
  const bool no_variance = std::sqrt(outcome.residual_ss) <= zero_residual * std::sqrt(outcome.total_ss);
  for (std::size_t c = 0; c < contrasts.size(); ++c) {
    TestStatistics& result = results[c];
    Status& status = result.status[static_cast<std::size_t>(e)];
    result.n[e] = static_cast<int>(n);
    status = model.contrasts[c].status;
    if (status != Status::tested) continue;
    status = no_variance ? Status::no_residual_variance : complete ? Status::tested : Status::tested_incomplete;
    if (no_variance) continue;
    result.df[e] = df;
    const auto run_test = contrasts[c].is_f_test ? test_f : test_t;
    run_test(model.contrasts[c], outcome, df, e, result);
  }
}

}  // namespace

LinearModel::LinearModel(const Design& design, const std::vector<Contrast>& contrasts)
    : design_(design), contrasts_(contrasts), complete_(model_on(all_rows(design.n_rows())))
{
}

ModelOnRows LinearModel::model_on(std::vector<Eigen::Index> rows) const
{
  ModelOnRows model{.rows = std::move(rows), .basis = {}, .contrasts = {}};
  const bool complete = static_cast<Eigen::Index>(model.rows.size()) == design_.n_rows();
  model.basis = complete ? design_.basis : column_basis(design_.matrix(model.rows, Eigen::all));
  for (const auto& contrast : contrasts_) model.contrasts.push_back(contrast_on(contrast, model));
  return model;
}

const ModelOnRows& LinearModel::model_without(const MissingRows& missing)
{
  const auto known = incomplete_.find(missing);
  if (known != incomplete_.end()) return known->second;
  const auto cells = static_cast<std::size_t>(design_.matrix.size());
  if ((incomplete_.size() + 1) * cells > max_cached_cells) incomplete_.clear();
  std::vector<Eigen::Index> rows;
  std::ranges::set_difference(all_rows(design_.n_rows()), missing, std::back_inserter(rows));
  return incomplete_.emplace(missing, model_on(std::move(rows))).first->second;
}

void LinearModel::fit(const Eigen::MatrixXd& outcomes, Eigen::Index first, std::vector<TestStatistics>& results)
{
  if (outcomes.rows() != design_.n_rows()) {
    throw base::ShapeError("outcomes and design have different numbers of rows",
                           {.expected = std::to_string(design_.n_rows()), .found = std::to_string(outcomes.rows())});
  }
  const Eigen::MatrixXd& q = complete_.basis.q;
  const Eigen::MatrixXd coordinates = q.transpose() * outcomes;
  for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
    const auto y = outcomes.col(e);
    if (y.allFinite()) {
      test(complete_, contrasts_, fitted(q, y, coordinates.col(e)), true, first + e, results);
      continue;
    }
    const ModelOnRows& model = model_without(missing_rows(y));
    const Eigen::VectorXd present = y(model.rows);
    test(model, contrasts_, fitted(model.basis.q, present, model.basis.q.transpose() * present), false, first + e,
         results);
  }
}

void add_effect_sizes(TestStatistics& statistics)
{
  for (Eigen::Index e = 0; e < statistics.size(); ++e) {
    if (std::isnan(statistics.t[e])) continue;
    const EffectSize effect = effect_size(statistics.t[e], statistics.df[e], statistics.variance_factor[e]);
    statistics.g[e] = effect.g;
    statistics.g_low[e] = effect.g_low;
    statistics.g_high[e] = effect.g_high;
  }
}

}  // namespace dmn::stats
