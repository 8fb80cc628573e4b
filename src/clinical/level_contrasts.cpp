#include "clinical/level_contrasts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "stats/aliasing.hpp"
#include "stats/design_columns.hpp"

namespace dmn::clinical {
namespace {

/// The variable, where it is a factor of two or more levels; resolve_contrast() says what is wrong where it is not.
const stats::ModelVariable& require_factor(const stats::Design& design, const std::string& factor)
{
  stats::resolve_contrast({"levels", fmt::format("F({})", factor)}, design);
  return *design.find_variable(factor);
}

Eigen::RowVectorXd mean_row_at(const stats::Design& design, const std::string& factor, int level)
{
  auto variables = design.variables;
  for (auto& variable : variables) {
    if (variable.name == factor) std::ranges::fill(variable.level, level);
  }
  return stats::design_matrix(design.columns, variables, design.n_rows()).colwise().mean();
}

void require_estimable(const stats::Contrast& contrast, const stats::Design& design)
{
  if (stats::is_estimable(design.basis, contrast.rows.row(0).transpose())) return;
  throw base::DesignError(stats::explain_aliasing(contrast, design));
}

}  // namespace

std::string quoted(const std::string& name)
{
  return "`" + name + "`";
}

std::vector<stats::Contrast> pairwise_contrasts(const stats::Design& design, const std::string& factor)
{
  const stats::ModelVariable& variable = require_factor(design, factor);
  std::vector<stats::Contrast> pairs;
  for (std::size_t a = 0; a < variable.levels.size(); ++a) {
    for (std::size_t b = a + 1; b < variable.levels.size(); ++b) {
      const std::string words = variable.levels[b] + " - " + variable.levels[a];
      stats::Contrast pair{.name = words, .expression = words, .factor = factor};
      pair.rows = mean_row_at(design, factor, static_cast<int>(b)) - mean_row_at(design, factor, static_cast<int>(a));
      pair.groups = {variable.levels[b], variable.levels[a]};
      for (const int level : variable.level)
        pair.group_of_row.push_back(level == static_cast<int>(b) ? 0 : level == static_cast<int>(a) ? 1 : -1);
      require_estimable(pair, design);
      pairs.push_back(std::move(pair));
    }
  }
  return pairs;
}

stats::Contrast mean_at_level(const stats::Design& design, const std::string& factor, const std::string& level)
{
  const stats::ModelVariable* variable = design.find_variable(factor);
  const int position = variable != nullptr && variable->is_factor ? variable->find_level(level) : -1;
  if (position < 0) {
    throw base::DesignError(fmt::format("no participant of the model has the level \"{}\" of \"{}\"", level, factor));
  }
  stats::Contrast contrast{.name = level, .expression = fmt::format("mean of {}", level)};
  contrast.rows = mean_row_at(design, factor, position);
  require_estimable(contrast, design);
  return contrast;
}

stats::Cohort with_labels(stats::Cohort cohort, const std::string& column)
{
  for (auto& each : cohort.participants.columns) {
    if (each.name != column || !each.numeric) continue;
    stats::Column words{.name = column};
    for (std::size_t row = 0; row < each.size(); ++row) words.words.push_back(each.word(row));
    each = std::move(words);
  }
  return cohort;
}

std::string model_of_levels(const stats::Cohort& cohort, const std::string& model, const std::string& column)
{
  const stats::Formula formula = stats::parse_formula(model);
  const auto leaves = [&](const stats::PoweredVariable& variable) {
    return variable.name == column || stats::find_variable(cohort, variable.name).role == stats::Role::group;
  };
  std::string text = quoted(column);
  for (const auto& term : formula.terms) {
    if (std::ranges::none_of(term, leaves)) text += " + " + stats::display(term);
  }
  return text;
}

Eigen::VectorXd holm_p(const Eigen::VectorXd& p)
{
  std::vector<Eigen::Index> order;
  for (Eigen::Index test = 0; test < p.size(); ++test) {
    if (!std::isnan(p[test])) order.push_back(test);
  }
  std::ranges::stable_sort(order, {}, [&](Eigen::Index test) { return p[test]; });
  Eigen::VectorXd adjusted = p;
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, static_cast<double>(order.size() - rank) * p[order[rank]]);
    adjusted[order[rank]] = std::min(1.0, largest);
  }
  return adjusted;
}

}  // namespace dmn::clinical
