#include "markers/norm_coding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/model_variable.hpp"

namespace dmn::markers {
namespace {

constexpr const char* option = "profile.covariates";

stats::PoweredVariable parse_covariate(const std::string& text)
{
  const auto caret = text.rfind('^');
  stats::PoweredVariable covariate{.name = std::string(base::trim(text.substr(0, caret)))};
  if (caret != std::string::npos) {
    const auto power = base::parse_integer(base::trim(text.substr(caret + 1)));
    covariate.power = power && *power <= stats::max_power ? static_cast<int>(*power) : 0;
  }
  if (covariate.name.empty() || covariate.power < 1)
    throw base::UsageError(
        "", {.field = option,
             .expected = fmt::format("NAME or NAME^K, K from 1 to {}, separated by commas", stats::max_power),
             .found = text});
  return covariate;
}

std::string text_of(const stats::PoweredVariable& covariate)
{
  return covariate.power == 1 ? covariate.name : fmt::format("{}^{}", covariate.name, covariate.power);
}

stats::Formula formula_of(const std::vector<stats::PoweredVariable>& covariates)
{
  stats::Formula formula;
  std::vector<std::string> words;
  for (const auto& covariate : covariates) {
    words.push_back(text_of(covariate));
    formula.terms.push_back({covariate});
  }
  formula.text = base::join(words, ", ");
  return formula;
}

/// The column's name as the table writes it; empty if there is none with a value.
std::string known_column(const stats::Table& table, const std::string& name)
{
  const auto has_values = [](const stats::Column& column) {
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (!column.missing(row)) return true;
    }
    return false;
  };
  if (const auto* exact = table.find(name); exact != nullptr && has_values(*exact)) return name;
  for (const auto& column : table.columns) {
    if (base::lower(column.name) == name && has_values(column)) return column.name;
  }
  return {};
}

std::string known_covariate(const stats::Cohort& people, const std::string& name)
{
  if (name == "site" && std::ranges::any_of(people.site, [](const auto& site) { return !site.empty(); })) return name;
  const auto in_table = known_column(people.participants, name);
  return in_table.empty() ? known_column(people.qc, name) : in_table;
}

std::string constant_value(const stats::ModelVariable& variable)
{
  return variable.is_factor ? fmt::format("\"{}\"", variable.levels.front()) : base::format_number(variable.values[0]);
}

stats::ModelVariable to_model(const CodedVariable& coded)
{
  return {.name = coded.name, .role = coded.role, .is_factor = coded.is_factor, .levels = coded.levels};
}

const std::string& label_of(const stats::ModelVariable& variable, std::size_t row)
{
  return variable.levels[static_cast<std::size_t>(variable.level[row])];
}

void add_problem(std::string& problem, const std::string& more)
{
  problem += (problem.empty() ? "" : ", ") + more;
}

stats::ModelVariable coded_labels(const CodedVariable& coded, const stats::ModelVariable& found,
                                  std::vector<std::string>& problem)
{
  stats::ModelVariable variable = to_model(coded);
  for (std::size_t row = 0; row < problem.size(); ++row) {
    const bool missing = found.missing(static_cast<Eigen::Index>(row));
    const std::string label = missing           ? std::string()
                              : found.is_factor ? label_of(found, row)
                                                : base::format_number(found.values[static_cast<Eigen::Index>(row)]);
    variable.level.push_back(variable.find_level(label));
    if (missing) add_problem(problem[row], "no " + coded.name);
    if (!missing && variable.level.back() < 0)
      add_problem(problem[row], fmt::format("{} \"{}\" is not among the controls", coded.name, label));
  }
  return variable;
}

stats::ModelVariable coded_numbers(const CodedVariable& coded, const stats::ModelVariable& found,
                                   std::vector<std::string>& problem)
{
  stats::ModelVariable variable = to_model(coded);
  variable.values = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(problem.size()));
  if (found.is_factor && !found.levels.empty())
    throw base::DesignError(fmt::format("the norm takes \"{}\" for a number, but here it holds labels", coded.name));
  for (std::size_t row = 0; row < problem.size(); ++row) {
    const auto at = static_cast<Eigen::Index>(row);
    if (found.missing(at)) {
      add_problem(problem[row], "no " + coded.name);
    } else {
      variable.values[at] = found.values[at] - coded.centre;
    }
  }
  return variable;
}

}  // namespace

stats::Formula parse_covariates(const std::string& text)
{
  std::vector<stats::PoweredVariable> covariates;
  for (const auto& part : base::split(text, ',')) {
    const auto covariate = parse_covariate(std::string(base::trim(part)));
    if (std::ranges::find(covariates, covariate) != covariates.end())
      throw base::UsageError("", {.field = option, .expected = "each covariate once", .found = text_of(covariate)});
    covariates.push_back(covariate);
  }
  return formula_of(covariates);
}

UsualCovariates usual_covariates(const stats::Cohort& people)
{
  UsualCovariates usual;
  std::vector<stats::PoweredVariable> known;
  for (const char* name : {"age", "sex", "mean_fd", "site"}) {
    const auto column = known_covariate(people, name);
    if (column.empty()) {
      usual.unknown.emplace_back(name);
      continue;
    }
    known.push_back({column, 1});
    if (std::string(name) == "age") known.push_back({column, 2});
  }
  usual.formula = formula_of(known);
  return usual;
}

std::vector<stats::DesignColumn> NormCoding::columns() const
{
  std::vector<stats::ModelVariable> model;
  for (const auto& variable : variables) model.push_back(to_model(variable));
  return stats::design_columns(formula, model, std::numeric_limits<Eigen::Index>::max());
}

ControlCoding code_controls(const stats::Formula& covariates, const stats::Cohort& people,
                            const std::vector<Eigen::Index>& controls)
{
  std::vector<stats::ModelVariable> found;
  for (const auto& name : stats::variables_of(covariates)) found.push_back(stats::find_variable(people, name));
  ControlCoding result;
  for (const Eigen::Index row : controls) {
    if (std::ranges::none_of(found, [&](const auto& variable) { return variable.missing(row); }))
      result.rows.push_back(row);
  }
  std::vector<stats::PoweredVariable> kept;
  for (const auto& term : covariates.terms) kept.push_back(term.front());
  for (const auto& everyone : found) {
    const auto variable = stats::on_rows(everyone, result.rows);
    if (!result.rows.empty() && variable.is_constant()) {
      result.dropped.push_back(fmt::format("{} (all {})", variable.name, constant_value(variable)));
      std::erase_if(kept, [&](const auto& covariate) { return covariate.name == variable.name; });
      continue;
    }
    CodedVariable coded{variable.name, variable.role, variable.is_factor, 0.0, variable.levels};
    if (!variable.is_factor && !result.rows.empty()) coded.centre = variable.values.mean();
    result.coding.variables.push_back(std::move(coded));
  }
  result.coding.formula = formula_of(kept);
  return result;
}

CodedPeople code_people(const NormCoding& coding, const stats::Cohort& people)
{
  CodedPeople coded;
  coded.problem.resize(people.runs.size());
  std::vector<stats::ModelVariable> variables;
  for (const auto& variable : coding.variables) {
    const auto found = stats::find_variable(people, variable.name);
    variables.push_back(variable.is_factor ? coded_labels(variable, found, coded.problem)
                                           : coded_numbers(variable, found, coded.problem));
  }
  coded.x = stats::design_matrix(coding.columns(), variables, static_cast<Eigen::Index>(people.runs.size()));
  return coded;
}

}  // namespace dmn::markers
