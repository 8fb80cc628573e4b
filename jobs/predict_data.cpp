#include "predict_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/group_plan.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

const std::vector<std::string> customary_covariates{"age", "sex", "mean_fd"};
constexpr const char* rest = "rest";

stats::ModelVariable variable_of(const stats::Cohort& cohort, const std::string& name, const std::string& option)
{
  try {
    return stats::find_variable(cohort, name);
  } catch (base::DesignError& problem) {
    throw base::UsageError(problem.problem(), {.field = option, .found = name});
  }
}

/// Somebody has a value in the column.
bool has_values(const stats::Cohort& cohort, const std::string& name)
{
  for (const auto* table : {&cohort.participants, &cohort.qc}) {
    const auto* column = table->find(name);
    if (column == nullptr) continue;
    for (std::size_t row = 0; row < column->size(); ++row) {
      if (!column->missing(row)) return true;
    }
    return false;
  }
  return false;
}

std::vector<std::string> covariates_of(const PredictOptions& options, const stats::Cohort& cohort,
                                       std::vector<std::string>& warnings)
{
  if (options.covariates) return *options.covariates;
  std::vector<std::string> there;
  for (const auto& name : customary_covariates) {
    if (name == options.outcome) continue;
    if (has_values(cohort, name))
      there.push_back(name);
    else
      warnings.push_back(fmt::format("the data hold no {}: the covariates do without it", name));
  }
  return there;
}

std::vector<CovariateColumn> columns_of(const stats::ModelVariable& variable)
{
  if (!variable.is_factor) return {{.variable = variable.name}};
  std::vector<CovariateColumn> columns;
  for (std::size_t level = 1; level < variable.levels.size(); ++level)
    columns.push_back({.variable = variable.name, .level = variable.levels[level]});
  return columns;
}

PredictionTarget of_level(const PredictOptions& options, const PredictionData& data,
                          const stats::ModelVariable& outcome, std::size_t positive, bool against_rest)
{
  PredictionTarget target{.folder = options.name.empty() ? options.outcome : options.name,
                          .outcome = options.outcome,
                          .positive = outcome.levels[positive],
                          .reference = against_rest ? rest : outcome.levels.front(),
                          .values = Eigen::VectorXd(data.size()),
                          .against_rest = against_rest};
  if (against_rest) target.folder += "_" + target.positive + "_against_rest";
  for (Eigen::Index row = 0; row < data.size(); ++row)
    target.values[row] = outcome.level[static_cast<std::size_t>(row)] == static_cast<int>(positive) ? 1 : 0;
  return target;
}

/// A number with two values, as a factor.
stats::ModelVariable as_factor(const stats::ModelVariable& number)
{
  const std::set<double> values(number.values.begin(), number.values.end());
  if (values.size() > 2)
    throw base::DesignError("logistic regression is of classes; use ridge or cpm for numbers",
                            {.field = "predict.outcome", .expected = "two values", .found = number.name});
  stats::ModelVariable factor{.name = number.name, .is_factor = true};
  for (const double value : values) factor.levels.push_back(base::format_number(value));
  for (const double value : number.values) factor.level.push_back(value == *values.begin() ? 0 : 1);
  return factor;
}

void require_safe_folder(const PredictionTarget& target)
{
  if (target.folder.find('/') == std::string::npos && !target.folder.starts_with(".")) return;
  throw base::UsageError("the name cannot be a folder; give predict.name",
                         {.field = "predict.outcome", .found = target.folder});
}

}  // namespace

const std::string& PredictionData::participant(Eigen::Index row) const
{
  return participants.cohort.runs[static_cast<std::size_t>(rows[static_cast<std::size_t>(row)])].participant;
}

const std::string& PredictionData::session(Eigen::Index row) const
{
  return participants.cohort.runs[static_cast<std::size_t>(rows[static_cast<std::size_t>(row)])].session;
}

Eigen::MatrixXd coded(const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows,
                      const std::vector<CovariateColumn>& columns)
{
  Eigen::MatrixXd values(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto all = variable_of(cohort, columns[c].variable, "predict.covariates");
    const auto variable = stats::on_rows(all, rows);
    for (Eigen::Index row = 0; row < values.rows(); ++row) {
      double& cell = values(row, static_cast<Eigen::Index>(c));
      cell = std::nan("");
      if (variable.missing(row) || variable.is_factor == columns[c].level.empty()) continue;
      cell = variable.is_factor
                 ? (variable.levels[static_cast<std::size_t>(variable.level[static_cast<std::size_t>(row)])] ==
                            columns[c].level
                        ? 1.0
                        : 0.0)
                 : variable.values[row];
    }
  }
  return values;
}

PredictionData load_prediction_data(const Options& options, const std::string& outcome)
{
  PredictionData data{.data = load_group_data(options)};
  data.warnings = data.data.warnings;
  std::optional<std::string> session;
  if (!options.group.session.empty()) session = options.group.session;
  data.participants = stats::select_session(data.data.cohort, session);
  data.left_out = data.participants.left_out;
  const auto& cohort = data.participants.cohort;

  std::vector<stats::ModelVariable> needed;
  std::vector<std::string> reasons;
  if (!outcome.empty()) {
    needed.push_back(variable_of(cohort, outcome, "predict.outcome"));
    reasons.push_back(fmt::format("no {} (predict.outcome)", outcome));
    data.covariates = covariates_of(options.predict, cohort, data.warnings);
    for (const auto& name : data.covariates) {
      if (name == outcome)
        throw base::UsageError("the outcome cannot be a covariate of itself",
                               {.field = "predict.covariates", .found = name});
      needed.push_back(variable_of(cohort, name, "predict.covariates"));
      reasons.push_back(fmt::format("no {} (predict.covariates)", name));
    }
  }
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    const auto missing = std::ranges::find_if(
        needed, [&](const stats::ModelVariable& variable) { return variable.missing(static_cast<Eigen::Index>(row)); });
    if (missing == needed.end())
      data.rows.push_back(static_cast<Eigen::Index>(row));
    else
      data.left_out.push_back({.id = cohort.runs[row],
                               .reason = reasons[static_cast<std::size_t>(missing - needed.begin())],
                               .site = cohort.site[row],
                               .group = cohort.group[row]});
  }
  if (data.rows.empty())
    throw base::DesignError("no participant has outcome and covariates",
                            {.file = data.data.source, .field = "predict.outcome"});
  data.site = stats::site_labels(cohort, data.rows);
  for (std::size_t v = 1; v < needed.size(); ++v) {
    for (auto& column : columns_of(stats::on_rows(needed[v], data.rows))) data.columns.push_back(std::move(column));
  }
  data.values = coded(cohort, data.rows, data.columns);
  return data;
}

std::vector<PredictionTarget> targets_of(const PredictOptions& options, const PredictionData& data,
                                         prediction::Method& method)
{
  using prediction::Method;
  auto outcome = stats::on_rows(variable_of(data.participants.cohort, options.outcome, "predict.outcome"), data.rows);
  if (outcome.is_constant())
    throw base::DesignError("the outcome is the same for everyone: there is nothing to learn",
                            {.field = "predict.outcome", .expected = "two values or more", .found = options.outcome});
  method = options.method.value_or(outcome.is_factor ? Method::logistic : Method::ridge);
  if (method != Method::logistic) {
    if (outcome.is_factor)
      throw base::DesignError(fmt::format("{} is of numbers; use logistic for classes", prediction::words(method)),
                              {.field = "predict.method", .expected = "logistic", .found = prediction::words(method)});
    return {{.folder = options.name.empty() ? options.outcome : options.name,
             .outcome = options.outcome,
             .values = outcome.values}};
  }
  if (!outcome.is_factor) outcome = as_factor(outcome);
  std::vector<PredictionTarget> targets;
  if (outcome.levels.size() == 2) {
    targets.push_back(of_level(options, data, outcome, 1, false));
  } else {
    for (std::size_t level = 0; level < outcome.levels.size(); ++level)
      targets.push_back(of_level(options, data, outcome, level, true));
  }
  for (const auto& target : targets) require_safe_folder(target);
  return targets;
}

}  // namespace dmn::jobs
