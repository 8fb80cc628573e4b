#include "clinical/random_intercept.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "clinical/repeated_likelihood.hpp"
#include "stats/distributions.hpp"
#include "stats/glm.hpp"

namespace dmn::clinical {
namespace {

constexpr double zero_residual = 1e-12;  ///< of the outcome's norm: what rounding leaves of a perfect fit

std::vector<Eigen::Index> finite_rows(const Eigen::Ref<const Eigen::VectorXd>& y)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < y.size(); ++row) {
    if (std::isfinite(y[row])) rows.push_back(row);
  }
  return rows;
}

std::vector<std::vector<Eigen::Index>> rows_of_persons(const std::vector<int>& person,
                                                       const std::vector<Eigen::Index>& rows)
{
  std::map<int, std::vector<Eigen::Index>> by_person;
  for (std::size_t at = 0; at < rows.size(); ++at)
    by_person[person[static_cast<std::size_t>(rows[at])]].push_back(static_cast<Eigen::Index>(at));
  std::vector<std::vector<Eigen::Index>> result;
  for (auto& [number, own] : by_person) result.push_back(std::move(own));
  return result;
}

bool persons_repeat(const std::vector<std::vector<Eigen::Index>>& persons)
{
  return std::ranges::any_of(persons, [](const auto& rows) { return rows.size() > 1; });
}

stats::Contrast on_rows(const stats::Contrast& contrast, const std::vector<Eigen::Index>& rows)
{
  stats::Contrast part = contrast;
  part.group_of_row.clear();
  for (std::size_t at = 0; at < rows.size() && !contrast.group_of_row.empty(); ++at)
    part.group_of_row.push_back(contrast.group_of_row[static_cast<std::size_t>(rows[at])]);
  return part;
}

/// What is within persons, and their means: a part a number of rows.
std::vector<VariancePart> parts_of(const std::vector<std::vector<Eigen::Index>>& persons, const Eigen::MatrixXd& x,
                                   const Eigen::VectorXd& y)
{
  const Eigen::Index p = x.cols();
  const VariancePart nothing{.xx = Eigen::MatrixXd::Zero(p, p), .xy = Eigen::VectorXd::Zero(p)};
  VariancePart within = nothing;
  std::map<std::size_t, VariancePart> between;
  for (const auto& rows : persons) {
    const auto n = static_cast<double>(rows.size());
    const Eigen::MatrixXd own_x = x(rows, Eigen::all);
    const Eigen::VectorXd own_y = y(rows);
    const Eigen::VectorXd mean_x = own_x.colwise().mean().transpose();
    const double mean_y = own_y.mean();
    VariancePart& mean = between.try_emplace(rows.size(), nothing).first->second;
    mean.size = n;
    mean.n += 1;
    mean.xx += n * mean_x * mean_x.transpose();
    mean.xy += n * mean_y * mean_x;
    mean.yy += n * mean_y * mean_y;
    const Eigen::MatrixXd around_x = own_x.rowwise() - mean_x.transpose();
    const Eigen::VectorXd around_y = own_y.array() - mean_y;
    within.n += n - 1;
    within.xx += around_x.transpose() * around_x;
    within.xy += around_x.transpose() * around_y;
    within.yy += around_y.squaredNorm();
  }
  std::vector<VariancePart> parts{std::move(within)};
  for (auto& [size, part] : between) parts.push_back(std::move(part));
  return parts;
}

}  // namespace

/// What the rows of an outcome decide.
struct RandomInterceptModel::OnRows {
  std::vector<Eigen::Index> rows;
  std::vector<std::vector<Eigen::Index>> persons;  ///< positions in `rows`
  stats::ColumnBasis basis;
  std::vector<stats::ContrastOnRows> contrasts;
};

RepeatedStatistics::RepeatedStatistics(Eigen::Index size)
    : n(Eigen::VectorXi::Zero(size)),
      n_persons(Eigen::VectorXi::Zero(size)),
      status(static_cast<std::size_t>(size), stats::Status::tested)
{
  for (auto* numbers : {&beta, &se, &df, &t, &p, &var_person, &var_residual, &boundary})
    *numbers = Eigen::VectorXd::Constant(size, std::numeric_limits<double>::quiet_NaN());
}

RandomInterceptModel::RandomInterceptModel(const stats::Design& design, const std::vector<stats::Contrast>& contrasts,
                                           std::vector<int> person)
    : design_(design), contrasts_(contrasts), person_(std::move(person))
{
  std::vector<int> seen = person_;
  std::ranges::sort(seen);
  if (std::ranges::adjacent_find(seen) != seen.end()) return;
  throw base::DesignError(
      "a random intercept of the participant needs participants with two sessions: the variance between participants "
      "cannot be told from the residual variance");
}

RandomInterceptModel::OnRows RandomInterceptModel::on_rows(std::vector<Eigen::Index> rows) const
{
  stats::Design design{.formula = design_.formula, .columns = design_.columns};
  design.matrix = design_.matrix(rows, Eigen::all);
  design.basis = stats::column_basis(design.matrix);
  std::vector<stats::Contrast> contrasts;
  for (const auto& contrast : contrasts_) contrasts.push_back(clinical::on_rows(contrast, rows));
  const stats::LinearModel model(design, contrasts);
  OnRows result{.rows = std::move(rows), .persons = {}, .basis = design.basis, .contrasts = {}};
  result.persons = rows_of_persons(person_, result.rows);
  result.contrasts = model.on_all_rows().contrasts;
  if (persons_repeat(result.persons)) return result;
  for (auto& contrast : result.contrasts) contrast.status = stats::Status::not_estimable;
  return result;
}

void RandomInterceptModel::fit_outcome(const OnRows& model, const Eigen::VectorXd& y, Eigen::Index e,
                                       std::vector<RepeatedStatistics>& results) const
{
  const Eigen::MatrixXd& q = model.basis.q;
  const Eigen::VectorXd least_squares = q.transpose() * y;
  const Eigen::VectorXd residual = y - q * least_squares;
  const auto parts = parts_of(model.persons, q, residual);
  const bool left = residual.norm() > zero_residual * y.norm();
  const PersonVariance variance = left ? person_variance(parts) : PersonVariance{};
  for (std::size_t c = 0; c < contrasts_.size(); ++c) {
    auto& result = results[c];
    auto& status = result.status[static_cast<std::size_t>(e)];
    result.n[e] = static_cast<int>(model.rows.size());
    result.n_persons[e] = static_cast<int>(model.persons.size());
    status = model.contrasts[c].status;
    if (status == stats::Status::tested && !variance.found) status = stats::Status::no_residual_variance;
    if (status != stats::Status::tested) continue;
    const RepeatedFit fit(parts, variance.person, variance.residual);
    const Eigen::VectorXd weights = model.contrasts[c].weights.row(0).transpose();
    result.beta[e] = weights.dot(least_squares + fit.coefficients());
    result.se[e] = std::sqrt(fit.variance(weights));
    result.df[e] = variance.boundary ? static_cast<double>(q.rows() - q.cols()) : fit.satterthwaite_df(weights);
    result.t[e] = result.beta[e] / result.se[e];
    result.p[e] = stats::p_two_sided(result.t[e], result.df[e]);
    result.var_person[e] = variance.person;
    result.var_residual[e] = variance.residual;
    result.boundary[e] = variance.boundary ? 1.0 : 0.0;
  }
}

std::vector<RepeatedStatistics> RandomInterceptModel::fit(const Eigen::MatrixXd& outcomes) const
{
  std::vector<RepeatedStatistics> results(contrasts_.size(), RepeatedStatistics(outcomes.cols()));
  std::vector<Eigen::Index> known_rows;
  OnRows model;
  for (Eigen::Index e = 0; e < outcomes.cols(); ++e) {
    const auto rows = finite_rows(outcomes.col(e));
    if (e == 0 || rows != known_rows) model = on_rows(rows);
    known_rows = rows;
    fit_outcome(model, outcomes(rows, e), e, results);
  }
  return results;
}

}  // namespace dmn::clinical
