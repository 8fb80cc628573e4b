#include "stats/design_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::stats {
namespace {

const ModelVariable& named(const std::vector<ModelVariable>& variables, const std::string& name)
{
  return *std::ranges::find(variables, name, &ModelVariable::name);
}

std::size_t n_columns_of(const ModelVariable& variable)
{
  return variable.is_factor ? variable.levels.size() - 1 : 1;
}

void require_powers_of_numbers(const Term& term, const std::vector<ModelVariable>& variables)
{
  for (const auto& powered : term) {
    if (powered.power == 1 || !named(variables, powered.name).is_factor) continue;
    throw base::DesignError(
        fmt::format("{} is asked for, but \"{}\" holds labels, not numbers", display(Term{powered}), powered.name));
  }
}

void require_room(const Term& term, const std::vector<ModelVariable>& variables, std::size_t n_before,
                  Eigen::Index n_rows)
{
  double wanted = static_cast<double>(n_before);
  double product = 1;
  for (const auto& powered : term) product *= static_cast<double>(n_columns_of(named(variables, powered.name)));
  wanted += product;
  if (wanted <= static_cast<double>(n_rows)) return;
  throw base::DesignError(
      fmt::format("with \"{}\" the model has {} columns, but only {} rows; is a label taken for a covariate?",
                  display(term), wanted, n_rows));
}

std::string column_name(const PoweredVariable& powered, const ModelVariable& variable, int level)
{
  if (!variable.is_factor) return display(Term{powered});
  return fmt::format("{}[{}]", powered.name, variable.levels[static_cast<std::size_t>(level)]);
}

std::vector<DesignColumn> columns_of_term(const Term& term, const std::vector<ModelVariable>& variables)
{
  std::vector<DesignColumn> columns{{.name = {}, .term = term, .level = {}}};
  for (const auto& powered : term) {
    const ModelVariable& variable = named(variables, powered.name);
    const int first = variable.is_factor ? 1 : 0;
    std::vector<DesignColumn> longer;
    for (std::size_t k = 0; k < n_columns_of(variable); ++k) {
      const int level = first + static_cast<int>(k);
      for (DesignColumn column : columns) {
        column.name += (column.name.empty() ? "" : ":") + column_name(powered, variable, level);
        column.level.push_back(level);
        longer.push_back(std::move(column));
      }
    }
    columns = std::move(longer);
  }
  return columns;
}

double cell(const ModelVariable& variable, int power, int level, Eigen::Index row)
{
  if (variable.is_factor) return variable.level[static_cast<std::size_t>(row)] == level ? 1.0 : 0.0;
  double value = variable.values[row];
  for (int k = 1; k < power; ++k) value *= variable.values[row];
  return value;
}

}  // namespace

std::vector<DesignColumn> design_columns(const Formula& formula, const std::vector<ModelVariable>& variables,
                                         Eigen::Index n_rows)
{
  std::vector<DesignColumn> columns{{.name = intercept_name, .term = {}, .level = {}}};
  for (const auto& term : formula.terms) {
    require_powers_of_numbers(term, variables);
    require_room(term, variables, columns.size(), n_rows);
    for (auto& column : columns_of_term(term, variables)) columns.push_back(std::move(column));
  }
  return columns;
}

Eigen::MatrixXd design_matrix(const std::vector<DesignColumn>& columns, const std::vector<ModelVariable>& variables,
                              Eigen::Index n_rows)
{
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Ones(n_rows, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t v = 0; v < columns[k].term.size(); ++v) {
      const PoweredVariable& powered = columns[k].term[v];
      const ModelVariable& variable = named(variables, powered.name);
      for (Eigen::Index row = 0; row < n_rows; ++row) {
        matrix(row, static_cast<Eigen::Index>(k)) *= cell(variable, powered.power, columns[k].level[v], row);
      }
    }
  }
  return matrix;
}

}  // namespace dmn::stats
