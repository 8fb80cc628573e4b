#include "stats/contrast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/aliasing.hpp"
#include "stats/suggestion.hpp"

namespace dmn::stats {
namespace {

[[noreturn]] void fail(const Contrast& contrast, const std::string& problem)
{
  throw base::DesignError(fmt::format("contrast \"{}\" ({}): {}", contrast.name, contrast.expression, problem));
}

void require_two_levels(const Contrast& contrast, const ModelVariable& variable, Eigen::Index n_rows)
{
  if (variable.levels.size() >= 2) return;
  fail(contrast, fmt::format("\"{}\" has fewer than two levels: all {} participants of the model are \"{}\"",
                             variable.name, n_rows, variable.levels.front()));
}

void add_row(Contrast& contrast, Eigen::Index n_columns)
{
  contrast.rows.conservativeResize(contrast.rows.rows() + 1, n_columns);
  contrast.rows.row(contrast.rows.rows() - 1).setZero();
}

void set_main_effect(Contrast& contrast, const Design& design, const ModelVariable& factor, int level, double weight)
{
  const auto columns = design.columns_of({{factor.name, 1}});
  if (columns.empty()) {
    fail(contrast, fmt::format("the model holds {0} only in products; add \"{0}\" to it", factor.name));
  }
  if (level > 0) contrast.rows(contrast.rows.rows() - 1, columns[static_cast<std::size_t>(level - 1)]) += weight;
}

void compare_levels(Contrast& contrast, const ModelVariable& factor, const std::vector<int>& levels)
{
  contrast.factor = factor.name;
  std::vector<int> position(factor.levels.size(), -1);
  for (const int level : levels) {
    position[static_cast<std::size_t>(level)] = static_cast<int>(contrast.groups.size());
    contrast.groups.push_back(factor.levels[static_cast<std::size_t>(level)]);
  }
  for (const int level : factor.level) contrast.group_of_row.push_back(position[static_cast<std::size_t>(level)]);
}

void require_two_rows_a_side(const Contrast& contrast)
{
  for (std::size_t side = 0; side < contrast.groups.size(); ++side) {
    const auto n = std::ranges::count(contrast.group_of_row, static_cast<int>(side));
    if (n >= 2) continue;
    fail(contrast, fmt::format("{} participant of the model is \"{}\"; at least 2 a group are needed",
                               n == 0 ? "no" : "only one", contrast.groups[side]));
  }
}

struct LevelPair {
  std::string plus;
  std::string minus;
};

/// Labels may hold a minus themselves: of all places to cut, the one where most sides are known levels.
LevelPair split_difference(const std::string& expression, const ModelVariable& group)
{
  LevelPair best;
  int most_known = -1;
  for (auto minus = expression.find('-'); minus != std::string::npos; minus = expression.find('-', minus + 1)) {
    const LevelPair pair{std::string(base::trim(expression.substr(0, minus))),
                         std::string(base::trim(expression.substr(minus + 1)))};
    const int known = (group.find_level(pair.plus) >= 0 ? 1 : 0) + (group.find_level(pair.minus) >= 0 ? 1 : 0);
    if (known > most_known) {
      most_known = known;
      best = pair;
    }
  }
  return best;
}

int require_level(const Contrast& contrast, const ModelVariable& group, const std::string& label)
{
  const int level = group.find_level(label);
  if (level >= 0) return level;
  fail(contrast, fmt::format("\"{}\" is no level of {} among the participants of the model (levels: {}){}", label,
                             group.name, base::join(group.levels, ", "), did_you_mean(label, group.levels)));
}

void resolve_difference(Contrast& contrast, const Design& design)
{
  const ModelVariable* group = design.find_role(Role::group);
  if (group == nullptr) fail(contrast, "a difference of levels needs the group in the model");
  require_two_levels(contrast, *group, design.n_rows());
  const LevelPair pair = split_difference(contrast.expression, *group);
  const int plus = require_level(contrast, *group, pair.plus);
  const int minus = require_level(contrast, *group, pair.minus);
  if (plus == minus) fail(contrast, "compares a level with itself");
  add_row(contrast, design.matrix.cols());
  set_main_effect(contrast, design, *group, plus, 1.0);
  set_main_effect(contrast, design, *group, minus, -1.0);
  compare_levels(contrast, *group, {plus, minus});
  require_two_rows_a_side(contrast);
}

void resolve_f_test(Contrast& contrast, const Design& design, const std::string& name)
{
  const ModelVariable* factor = design.find_variable(name);
  if (factor == nullptr || !factor->is_factor) {
    std::vector<std::string> factors;
    for (const auto& variable : design.variables) {
      if (variable.is_factor) factors.push_back(variable.name);
    }
    fail(contrast, fmt::format("the model has no factor \"{}\" (factors: {}){}", name, base::join(factors, ", "),
                               did_you_mean(name, factors)));
  }
  require_two_levels(contrast, *factor, design.n_rows());
  contrast.is_f_test = true;
  std::vector<int> levels{0};
  for (int level = 1; level < static_cast<int>(factor->levels.size()); ++level) {
    add_row(contrast, design.matrix.cols());
    set_main_effect(contrast, design, *factor, level, 1.0);
    levels.push_back(level);
  }
  compare_levels(contrast, *factor, levels);
}

std::optional<Eigen::Index> column_named(const Design& design, const std::string& name)
{
  const auto found = std::ranges::find(design.columns, name, &DesignColumn::name);
  if (found == design.columns.end()) return std::nullopt;
  return found - design.columns.begin();
}

/// The compared levels of a column, if it belongs to one factor: its own level against the reference.
void compare_levels_of_column(Contrast& contrast, const Design& design, const DesignColumn& column)
{
  for (std::size_t v = 0; v < column.term.size(); ++v) {
    const ModelVariable& variable = *design.find_variable(column.term[v].name);
    if (variable.is_factor && contrast.factor.empty()) compare_levels(contrast, variable, {column.level[v], 0});
    if (variable.role == Role::group) require_two_rows_a_side(contrast);
  }
}

Term term_of(const std::string& expression)
{
  try {
    const Formula formula = parse_formula(expression);
    return formula.terms.size() == 1 ? formula.terms.front() : Term{};
  } catch (const base::UsageError&) {
    return {};
  }
}

void require_factors_vary(const Contrast& contrast, const Design& design, const Term& term)
{
  for (const auto& powered : term) {
    const ModelVariable* variable = design.find_variable(powered.name);
    if (variable != nullptr && variable->is_factor) require_two_levels(contrast, *variable, design.n_rows());
  }
}

[[noreturn]] void fail_unknown_column(const Contrast& contrast, const Design& design, const Term& term)
{
  const bool product = term.size() > 1;
  if (product && std::ranges::all_of(term, [&](const auto& v) { return design.find_variable(v.name) != nullptr; })) {
    fail(contrast, fmt::format("the model does not hold this product; add \"{}\" to it", display(term)));
  }
  std::vector<std::string> known;
  for (const auto& variable : design.variables) known.push_back(variable.name);
  for (const auto& column : design.columns) known.push_back(column.name);
  fail(contrast, fmt::format("the model \"{}\" has no such column{}", design.formula.text,
                             did_you_mean(contrast.expression, known)));
}

void resolve_column(Contrast& contrast, const Design& design)
{
  std::optional<Eigen::Index> column = column_named(design, contrast.expression);
  if (!column) {
    const Term term = term_of(contrast.expression);
    require_factors_vary(contrast, design, term);
    const auto columns = term.empty() ? std::vector<Eigen::Index>{} : design.columns_of(term);
    if (columns.empty()) fail_unknown_column(contrast, design, term);
    if (columns.size() > 1) {
      fail(contrast, fmt::format("has {} columns in the model; name one, as in \"{}\", or test all with F(FACTOR)",
                                 columns.size(), design.columns[static_cast<std::size_t>(columns.front())].name));
    }
    column = columns.front();
  }
  add_row(contrast, design.matrix.cols());
  contrast.rows(0, *column) = 1.0;
  compare_levels_of_column(contrast, design, design.columns[static_cast<std::size_t>(*column)]);
}

void require_estimable(const Contrast& contrast, const Design& design)
{
  for (Eigen::Index row = 0; row < contrast.rows.rows(); ++row) {
    if (!is_estimable(design.basis, contrast.rows.row(row).transpose())) {
      throw base::DesignError(explain_aliasing(contrast, design));
    }
  }
}

std::optional<std::string> inside_f(const std::string& expression)
{
  if (!expression.starts_with("F(") || !expression.ends_with(")")) return std::nullopt;
  return std::string(base::trim(std::string_view(expression).substr(2, expression.size() - 3)));
}

bool names_a_column(const Design& design, const std::string& expression)
{
  const Term term = term_of(expression);
  return column_named(design, expression).has_value() || (!term.empty() && !design.columns_of(term).empty());
}

}  // namespace

Contrast resolve_contrast(const ContrastText& text, const Design& design)
{
  Contrast contrast{.name = text.name, .expression = text.expression};
  if (const auto factor = inside_f(text.expression)) {
    resolve_f_test(contrast, design, *factor);
  } else if (text.expression.find('-') != std::string::npos && !names_a_column(design, text.expression)) {
    resolve_difference(contrast, design);
  } else {
    resolve_column(contrast, design);
  }
  require_estimable(contrast, design);
  return contrast;
}

std::vector<std::string> single_group_sites(const Contrast& contrast, const Design& design)
{
  const ModelVariable* site = design.find_role(Role::site);
  if (site == nullptr || site->is_constant() || contrast.groups.size() != 2 || contrast.factor == site->name) return {};
  std::vector<std::string> sentences;
  for (std::size_t s = 0; s < site->levels.size(); ++s) {
    int count[2] = {0, 0};
    for (std::size_t row = 0; row < site->level.size(); ++row) {
      const int group = contrast.group_of_row[row];
      if (site->level[row] == static_cast<int>(s) && group >= 0) ++count[group];
    }
    if ((count[0] == 0) == (count[1] == 0)) continue;
    const int side = count[0] > 0 ? 0 : 1;
    sentences.push_back(fmt::format(
        "site \"{}\" has {} participants only ({}): it contributes nothing to {} within sites", site->levels[s],
        contrast.groups[static_cast<std::size_t>(side)], count[side], contrast.expression));
  }
  return sentences;
}

}  // namespace dmn::stats
