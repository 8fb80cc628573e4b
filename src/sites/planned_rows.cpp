#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sites/pooling_plan.hpp"

namespace dmn::sites {
namespace {

stats::ModelVariable empty_variable(const AgreedVariable& agreed, const RoleNames& roles)
{
  stats::ModelVariable variable{.name = agreed.name, .is_factor = agreed.is_factor(), .levels = agreed.levels};
  if (agreed.name == roles.group) variable.role = stats::Role::group;
  return variable;
}

[[noreturn]] void refuse_label(const stats::Cohort& cohort, Eigen::Index row, const AgreedVariable& agreed,
                               const std::string& label)
{
  throw base::DesignError("a label is not among the levels that the sites agreed on",
                          {.participant = base::display(cohort.runs[static_cast<std::size_t>(row)]),
                           .field = agreed.name,
                           .expected = base::join(agreed.levels, ", "),
                           .found = label});
}

std::string label_of(const stats::ModelVariable& variable, Eigen::Index row)
{
  if (!variable.is_factor) return base::format_number(variable.values[row]);
  return variable.levels[static_cast<std::size_t>(variable.level[static_cast<std::size_t>(row)])];
}

stats::ModelVariable recoded(const AgreedVariable& agreed, const stats::ModelVariable& found,
                             const std::vector<Eigen::Index>& rows, const stats::Cohort& cohort, const RoleNames& roles)
{
  stats::ModelVariable variable = empty_variable(agreed, roles);
  variable.role = found.role;
  if (!agreed.is_factor()) {
    variable.centre = agreed.centre;
    variable.values = found.values(rows).array() - agreed.centre;
    return variable;
  }
  for (const Eigen::Index row : rows) {
    const std::string label = label_of(found, row);
    variable.level.push_back(variable.find_level(label));
    if (variable.level.back() < 0) refuse_label(cohort, row, agreed, label);
  }
  return variable;
}

void require_number(const AgreedVariable& agreed, const stats::ModelVariable& found)
{
  if (agreed.is_factor() || !found.is_factor) return;
  throw base::DesignError(fmt::format(
      "the plan takes \"{}\" for a number, but it holds labels; agree on its levels with share.levels", agreed.name));
}

std::vector<Eigen::Index> complete_rows(const std::vector<stats::ModelVariable>& variables, std::size_t n_rows)
{
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < static_cast<Eigen::Index>(n_rows); ++row) {
    if (std::ranges::none_of(variables, [&](const auto& variable) { return variable.missing(row); }))
      rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::vector<stats::DesignColumn> plan_columns(const PoolingPlan& plan)
{
  std::vector<stats::ModelVariable> variables;
  for (const auto& agreed : plan.variables) variables.push_back(empty_variable(agreed, plan.roles));
  return stats::design_columns(plan.formula, variables, std::numeric_limits<Eigen::Index>::max());
}

PlannedRows planned_rows(const PoolingPlan& plan, const stats::Cohort& cohort)
{
  std::vector<stats::ModelVariable> found;
  for (const auto& agreed : plan.variables) {
    found.push_back(stats::find_variable(cohort, agreed.name));
    require_number(agreed, found.back());
  }
  PlannedRows result{.rows = complete_rows(found, cohort.runs.size()), .variables = {}};
  if (result.rows.empty()) {
    throw base::DesignError(fmt::format("none of the {} participants has every column of the model \"{}\"",
                                        cohort.runs.size(), plan.model));
  }
  for (std::size_t v = 0; v < found.size(); ++v) {
    result.variables.push_back(recoded(plan.variables[v], found[v], result.rows, cohort, plan.roles));
  }
  result.columns = plan_columns(plan);
  result.matrix = stats::design_matrix(result.columns, result.variables, static_cast<Eigen::Index>(result.rows.size()));
  return result;
}

}  // namespace dmn::sites
