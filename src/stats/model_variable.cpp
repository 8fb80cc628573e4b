#include "stats/model_variable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/suggestion.hpp"

namespace dmn::stats {
namespace {

constexpr const char* reference_level = "control";

bool same_label(const Column& column, std::size_t row, const std::string& label)
{
  if (!column.numeric) return column.words[row] == label;
  const auto number = base::parse_double(label);
  return number && *number == column.numbers[row];
}

bool holds_labels(const Column& column, const std::vector<std::string>& labels)
{
  bool any = false;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (column.missing(row)) continue;
    if (!same_label(column, row, labels[row])) return false;
    any = true;
  }
  return any;
}

std::vector<std::string> sorted_levels(const std::vector<std::string>& labels)
{
  std::vector<std::string> levels = labels;
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::erase(levels, std::string());
  const auto reference = std::ranges::find(levels, reference_level);
  if (reference != levels.end()) std::rotate(levels.begin(), reference, reference + 1);
  return levels;
}

ModelVariable factor(const std::string& name, Role role, const std::vector<std::string>& labels)
{
  ModelVariable variable{.name = name, .role = role, .is_factor = true, .levels = sorted_levels(labels)};
  variable.level.reserve(labels.size());
  for (const auto& label : labels) variable.level.push_back(variable.find_level(label));
  return variable;
}

void require_finite(const Cohort& cohort, const Column& column)
{
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (std::isinf(column.numbers[row])) {
      throw base::DesignError("a model needs finite numbers", {.participant = base::display(cohort.runs[row]),
                                                               .field = column.name,
                                                               .expected = "a finite number",
                                                               .found = base::format_number(column.numbers[row])});
    }
  }
}

ModelVariable covariate(const Cohort& cohort, const Column& column)
{
  if (!column.numeric) return factor(column.name, Role::covariate, column.words);
  require_finite(cohort, column);
  ModelVariable variable{.name = column.name};
  variable.values =
      Eigen::Map<const Eigen::VectorXd>(column.numbers.data(), static_cast<Eigen::Index>(column.numbers.size()));
  return variable;
}

[[noreturn]] void fail_unknown(const Cohort& cohort, const std::string& name)
{
  std::vector<std::string> known{"group", "site"};
  for (const auto& column : cohort.participants.columns) known.push_back(column.name);
  for (const auto& column : cohort.qc.columns) known.push_back(column.name);
  throw base::DesignError(
      fmt::format("the model names \"{}\", but neither the participants table nor /qc has such a column{}", name,
                  did_you_mean(name, known)));
}

}  // namespace

bool ModelVariable::missing(Eigen::Index row) const
{
  return is_factor ? level[static_cast<std::size_t>(row)] < 0 : std::isnan(values[row]);
}

bool ModelVariable::is_constant() const
{
  if (is_factor) return levels.size() < 2;
  return values.size() == 0 || (values.array() == values[0]).all();
}

int ModelVariable::find_level(const std::string& label) const
{
  const auto found = std::ranges::find(levels, label);
  return found == levels.end() ? -1 : static_cast<int>(found - levels.begin());
}

ModelVariable find_variable(const Cohort& cohort, const std::string& name)
{
  const Column* column = cohort.participants.find(name);
  if (column != nullptr && holds_labels(*column, cohort.group)) return factor(name, Role::group, cohort.group);
  if (column != nullptr && holds_labels(*column, cohort.site)) return factor(name, Role::site, cohort.site);
  if (column == nullptr) column = cohort.qc.find(name);
  if (column != nullptr) return covariate(cohort, *column);
  if (name == "group") return factor(name, Role::group, cohort.group);
  if (name == "site") return factor(name, Role::site, cohort.site);
  fail_unknown(cohort, name);
}

ModelVariable on_rows(const ModelVariable& variable, const std::vector<Eigen::Index>& rows)
{
  if (!variable.is_factor) {
    ModelVariable chosen = variable;
    chosen.values = variable.values(rows);
    return chosen;
  }
  std::vector<std::string> labels;
  labels.reserve(rows.size());
  for (const Eigen::Index row : rows) {
    const int level = variable.level[static_cast<std::size_t>(row)];
    labels.push_back(level < 0 ? std::string() : variable.levels[static_cast<std::size_t>(level)]);
  }
  return factor(variable.name, variable.role, labels);
}

void centre_where_customary(ModelVariable& variable)
{
  const std::string name = base::lower(variable.name);
  if (variable.is_factor || variable.values.size() == 0 || (name != "age" && name != "mean_fd")) return;
  variable.centre = variable.is_constant() ? variable.values[0] : variable.values.mean();
  variable.values.array() -= *variable.centre;
}

}  // namespace dmn::stats
