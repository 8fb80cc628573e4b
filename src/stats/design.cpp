#include "stats/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/design_columns.hpp"

namespace dmn::stats {
namespace {

std::vector<ModelVariable> find_variables(const Formula& formula, const Cohort& cohort)
{
  std::vector<ModelVariable> variables;
  for (const auto& name : variables_of(formula)) variables.push_back(find_variable(cohort, name));
  return variables;
}

void leave_out_incomplete_rows(Design& design, const Cohort& cohort)
{
  std::vector<int> count(design.variables.size(), 0);
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    std::vector<std::string> lacking;
    for (std::size_t v = 0; v < design.variables.size(); ++v) {
      if (!design.variables[v].missing(static_cast<Eigen::Index>(row))) continue;
      lacking.push_back(design.variables[v].name);
      ++count[v];
    }
    if (lacking.empty()) {
      design.rows.push_back(static_cast<Eigen::Index>(row));
    } else {
      design.left_out.push_back({cohort.runs[row], fmt::format("no {}", base::join(lacking, ", "))});
    }
  }
  for (std::size_t v = 0; v < count.size(); ++v) {
    if (count[v] > 0) design.missing.push_back({design.variables[v].name, count[v]});
  }
}

std::string describe(const std::vector<MissingCount>& missing)
{
  std::vector<std::string> parts;
  for (const auto& count : missing) parts.push_back(fmt::format("no {} ({})", count.variable, count.rows));
  return base::join(parts, ", ");
}

void require_rows(const Design& design, const Cohort& cohort)
{
  if (!design.rows.empty()) return;
  throw base::DesignError(fmt::format("none of the {} participants has every column of the model \"{}\": {}",
                                      cohort.runs.size(), design.formula.text, describe(design.missing)));
}

std::string constant_value(const ModelVariable& variable)
{
  if (variable.is_factor) return variable.levels.front();
  return base::format_number(variable.values[0] + variable.centre.value_or(0.0));
}

std::string reason_of(const Design& design, Eigen::Index dependent_position)
{
  const auto position = static_cast<std::size_t>(dependent_position);
  const Eigen::Index column = design.basis.dependent[position];
  const Eigen::VectorXd weight = design.basis.null_space.col(dependent_position).cwiseProduct(design.basis.column_norm);
  std::vector<std::string> names;
  for (const Eigen::Index kept : design.basis.kept) {
    if (std::abs(weight[kept]) > estimability_tolerance * design.basis.column_norm[column]) {
      names.push_back(design.columns[static_cast<std::size_t>(kept)].name);
    }
  }
  const bool constant = names.empty() || (names.size() == 1 && names.front() == intercept_name);
  return constant ? "constant" : fmt::format("collinear with {}", base::join(names, ", "));
}

void record_dropped(Design& design)
{
  for (const auto& variable : design.variables) {
    if (variable.is_constant()) {
      design.dropped.push_back({variable.name, fmt::format("constant (\"{}\")", constant_value(variable))});
    }
  }
  for (std::size_t d = 0; d < design.basis.dependent.size(); ++d) {
    const auto& column = design.columns[static_cast<std::size_t>(design.basis.dependent[d])];
    const auto* variable = design.find_variable(column.name);
    if (variable != nullptr && variable->is_constant()) continue;
    design.dropped.push_back({column.name, reason_of(design, static_cast<Eigen::Index>(d))});
  }
}

void warn_of_single_row_sites(Design& design)
{
  const ModelVariable* site = design.find_role(Role::site);
  if (site == nullptr || site->is_constant()) return;
  for (std::size_t s = 0; s < site->levels.size(); ++s) {
    if (std::ranges::count(site->level, static_cast<int>(s)) != 1) continue;
    design.warnings.push_back(
        fmt::format("site \"{}\" has one participant: the site's own column absorbs the row", site->levels[s]));
  }
}

void record_warnings(Design& design, const Cohort& cohort)
{
  if (!design.left_out.empty()) {
    design.warnings.push_back(fmt::format("{} of {} participants left out of the model: {}", design.left_out.size(),
                                          cohort.runs.size(), describe(design.missing)));
  }
  for (const auto& column : design.dropped) {
    design.warnings.push_back(fmt::format("column \"{}\" is {}: dropped from the model", column.name, column.reason));
  }
  warn_of_single_row_sites(design);
}

}  // namespace

std::vector<std::string> Design::kept_column_names() const
{
  std::vector<std::string> names;
  for (const Eigen::Index column : basis.kept) names.push_back(columns[static_cast<std::size_t>(column)].name);
  return names;
}

const ModelVariable* Design::find_variable(const std::string& name) const
{
  const auto found = std::ranges::find(variables, name, &ModelVariable::name);
  return found == variables.end() ? nullptr : &*found;
}

const ModelVariable* Design::find_role(Role role) const
{
  const auto found = std::ranges::find(variables, role, &ModelVariable::role);
  return found == variables.end() ? nullptr : &*found;
}

std::vector<Eigen::Index> Design::columns_of(const Term& term) const
{
  std::vector<Eigen::Index> positions;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (same_term(columns[k].term, term)) positions.push_back(static_cast<Eigen::Index>(k));
  }
  return positions;
}

Design build_design(const Formula& formula, const Cohort& cohort)
{
  Design design{.formula = formula, .variables = find_variables(formula, cohort)};
  leave_out_incomplete_rows(design, cohort);
  require_rows(design, cohort);
  for (auto& variable : design.variables) {
    variable = on_rows(variable, design.rows);
    centre_where_customary(variable);
  }
  const auto n_rows = static_cast<Eigen::Index>(design.rows.size());
  design.columns = design_columns(formula, design.variables, n_rows);
  design.matrix = design_matrix(design.columns, design.variables, n_rows);
  design.basis = column_basis(design.matrix);
  record_dropped(design);
  record_warnings(design, cohort);
  return design;
}

}  // namespace dmn::stats
