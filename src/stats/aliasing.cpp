#include "stats/aliasing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "stats/design_columns.hpp"

namespace dmn::stats {
namespace {

constexpr double negligible = 1e-6;
constexpr std::size_t max_named = 4;

std::vector<Eigen::Index> aliased_columns(const Contrast& contrast, const Design& design)
{
  Eigen::VectorXd size = Eigen::VectorXd::Zero(design.matrix.cols());
  for (Eigen::Index row = 0; row < contrast.rows.rows(); ++row) {
    const Eigen::VectorXd wanted = contrast.rows.row(row).transpose();
    const Eigen::VectorXd part = inestimable_part(design.basis, wanted);
    if (part.norm() > estimability_tolerance * wanted.cwiseQuotient(design.basis.column_norm).norm()) {
      size = size.cwiseMax(part.cwiseAbs());
    }
  }
  std::vector<Eigen::Index> columns;
  for (Eigen::Index k = 0; k < size.size(); ++k) {
    if (size[k] > negligible * size.maxCoeff()) columns.push_back(k);
  }
  return columns;
}

std::vector<std::string> variables_behind(const std::vector<Eigen::Index>& columns, const Design& design)
{
  std::vector<std::string> names;
  for (const Eigen::Index column : columns) {
    for (const auto& powered : design.columns[static_cast<std::size_t>(column)].term) {
      if (std::ranges::find(names, powered.name) == names.end()) names.push_back(powered.name);
    }
  }
  return names;
}

std::string shortened(std::vector<std::string> names, const char* last_separator)
{
  if (names.size() > max_named) {
    const std::size_t more = names.size() - max_named;
    names.resize(max_named);
    return fmt::format("{} {}{} more", base::join(names, ", "), last_separator, more);
  }
  if (names.size() == 1) return names.front();
  const std::string last = names.back();
  names.pop_back();
  return fmt::format("{} {}{}", base::join(names, ", "), last_separator, last);
}

std::set<int> levels_with_group(const Contrast& contrast, const ModelVariable& other, int group)
{
  std::set<int> levels;
  for (std::size_t row = 0; row < contrast.group_of_row.size(); ++row) {
    if (contrast.group_of_row[row] == group) levels.insert(other.level[row]);
  }
  return levels;
}

std::string levels_in_words(const ModelVariable& variable, const std::set<int>& levels)
{
  std::vector<std::string> names;
  for (const int level : levels) names.push_back(variable.levels[static_cast<std::size_t>(level)]);
  return shortened(names, "or ");
}

std::string who_comes_from_where(const Contrast& contrast, const ModelVariable& other)
{
  if (contrast.groups.size() != 2) return {};
  const auto first = levels_with_group(contrast, other, 0);
  const auto second = levels_with_group(contrast, other, 1);
  if (std::ranges::any_of(first, [&](int level) { return second.contains(level); })) return {};
  return fmt::format(
      ": all {0} participants come from {4} {2}, all {1} participants from {4} {3}; no {4} has both, so the two "
      "effects cannot be told apart",
      contrast.groups[0], contrast.groups[1], levels_in_words(other, first), levels_in_words(other, second),
      other.name);
}

std::string crossing_in_words(const Contrast& contrast, const Design& design, const std::vector<std::string>& variables)
{
  for (const auto& name : variables) {
    const ModelVariable* other = design.find_variable(name);
    if (name == contrast.factor || !other->is_factor) continue;
    const std::string words = who_comes_from_where(contrast, *other);
    if (!words.empty()) return words;
  }
  return {};
}

}  // namespace

std::string explain_aliasing(const Contrast& contrast, const Design& design)
{
  const auto columns = aliased_columns(contrast, design);
  auto variables = variables_behind(columns, design);
  std::vector<std::string> names;
  for (const Eigen::Index column : columns) names.push_back(design.columns[static_cast<std::size_t>(column)].name);
  const std::string start =
      fmt::format("contrast \"{}\" ({}) cannot be estimated: ", contrast.name, contrast.expression);
  if (columns.size() == 1) return fmt::format("{}column {} is constant in the rows of the model", start, names.front());
  if (variables.size() < 2) return fmt::format("{}the columns {} are aliased", start, shortened(names, "and "));
  const auto compared = std::ranges::find(variables, contrast.factor);
  if (compared != variables.end()) std::rotate(compared, compared + 1, variables.end());
  return fmt::format("{}{} are aliased{} (columns {})", start, shortened(variables, "and "),
                     crossing_in_words(contrast, design, variables), shortened(names, "and "));
}

}  // namespace dmn::stats
