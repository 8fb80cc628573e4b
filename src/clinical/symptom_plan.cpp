#include "clinical/symptom_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "clinical/level_contrasts.hpp"
#include "sites/site_rows.hpp"

namespace dmn::clinical {
namespace {

constexpr std::size_t most_levels = 12;

[[noreturn]] void refuse_score(const std::string& score, const std::string& problem)
{
  throw base::DesignError(fmt::format("symptom score \"{}\": {}", score, problem));
}

std::string with_column(const std::string& model, const std::string& column)
{
  return fmt::format("{} + {}", model, quoted(column));
}

std::set<std::string> variables_of(const stats::Contrast& contrast, const stats::Design& design)
{
  std::set<std::string> names;
  for (Eigen::Index k = 0; k < contrast.rows.cols(); ++k) {
    if (contrast.rows.col(k).isZero(0.0)) continue;
    for (const auto& powered : design.columns[static_cast<std::size_t>(k)].term) names.insert(powered.name);
  }
  return names;
}

stats::Formula without(stats::Formula formula, const std::set<std::string>& variables)
{
  for (const auto& name : variables) formula = sites::formula_without(formula, name);
  return formula;
}

/// Another model of the same participants. Its rows are those of `whole`.
stats::GroupPlan plan_on_same_rows(const stats::GroupPlan& whole, const stats::Formula& formula,
                                   const std::vector<stats::ContrastText>& contrasts)
{
  stats::GroupPlan plan{.participants = whole.participants, .edges = whole.edges, .counts = whole.counts};
  plan.design = stats::build_design(formula, sites::people_on_rows(whole.participants.cohort, whole.design.rows));
  plan.design.rows = whole.design.rows;
  for (const auto& text : contrasts) plan.contrasts.push_back(stats::resolve_contrast(text, plan.design));
  return plan;
}

double two_standard_deviations(const Eigen::VectorXd& values)
{
  const Eigen::ArrayXd centred = values.array() - values.mean();
  return 2.0 * std::sqrt(centred.square().sum() / static_cast<double>(values.size() - 1));
}

void require_usable_score(const stats::GroupPlan& plan, const std::string& score)
{
  const stats::ModelVariable& variable = *plan.design.find_variable(score);
  if (variable.is_factor) refuse_score(score, "holds words; a score is a number");
  if (variable.is_constant()) refuse_score(score, "every participant of the model has the same value");
}

void require_new_score(const std::string& model, const std::string& score)
{
  const auto known = stats::variables_of(stats::parse_formula(model));
  if (std::ranges::find(known, score) == known.end()) return;
  refuse_score(score, fmt::format("the model \"{}\" holds it already; take it out of group.model", model));
}

/// The only design column that a contrast weighs; -1 if there are several.
Eigen::Index only_column(const stats::Contrast& contrast)
{
  Eigen::Index found = -1;
  for (Eigen::Index k = 0; k < contrast.rows.cols(); ++k) {
    if (contrast.rows(0, k) == 0) continue;
    if (found >= 0) return -1;
    found = k;
  }
  return found;
}

double unit_of_effect(const stats::Contrast& effect, const stats::Design& design)
{
  const Eigen::Index column = only_column(effect);
  if (!effect.factor.empty() || column < 0) return 1.0;
  return two_standard_deviations(design.matrix.col(column));
}

stats::Contrast difference(const SymptomPlan& plan)
{
  const stats::Contrast& effect = plan.adjusted.contrasts[effect_contrast];
  const stats::Contrast& score = plan.adjusted.contrasts[score_contrast];
  stats::Contrast contrast{.name = "difference",
                           .expression = fmt::format("{} less {}", effect.expression, plan.score)};
  contrast.rows = plan.effect_unit * effect.rows - plan.score_unit * score.rows;
  contrast.groups = effect.groups;
  contrast.group_of_row = effect.group_of_row;
  return contrast;
}

void require_one_t_contrast(const std::vector<stats::Contrast>& contrasts)
{
  if (contrasts.size() == 1 && !contrasts.front().is_f_test) return;
  throw base::DesignError(
      "symptom overlap is asked of one effect at a time: give one group.contrast, a difference or a number, not an F "
      "test");
}

}  // namespace

SymptomPlan plan_symptom(const stats::Cohort& cohort, const stats::GroupOptions& options, const std::string& score)
{
  require_new_score(options.model, score);
  SymptomPlan plan{.score = score};
  stats::GroupOptions with_score = options;
  with_score.model = with_column(options.model, score);
  plan.adjusted = stats::plan_comparison(cohort, with_score);
  require_one_t_contrast(plan.adjusted.contrasts);
  require_usable_score(plan.adjusted, score);

  const stats::Contrast effect = plan.adjusted.contrasts.front();
  const stats::ContrastText effect_text{effect.name, effect.expression};
  const stats::ContrastText score_text{"score", quoted(score)};
  const auto own = variables_of(effect, plan.adjusted.design);
  const stats::Formula model = stats::parse_formula(options.model);
  plan.adjusted.contrasts.push_back(stats::resolve_contrast(score_text, plan.adjusted.design));
  plan.unadjusted = plan_on_same_rows(plan.adjusted, model, {effect_text});
  plan.covariates = plan_on_same_rows(plan.adjusted, without(model, own), {});
  plan.score_only =
      plan_on_same_rows(plan.adjusted, without(stats::parse_formula(with_score.model), own), {score_text});
  plan.effect_unit = unit_of_effect(effect, plan.adjusted.design);
  plan.score_unit = two_standard_deviations(plan.adjusted.design.find_variable(score)->values);
  plan.adjusted.contrasts.push_back(difference(plan));
  return plan;
}

SubtypePlan plan_subtypes(const stats::Cohort& cohort, const stats::GroupOptions& options, const std::string& column)
{
  SubtypePlan result{.column = column};
  const stats::Cohort labelled = with_labels(cohort, column);
  stats::GroupOptions with_labels = options;
  with_labels.model = model_of_levels(labelled, options.model, column);
  with_labels.contrasts = {"levels: F(" + column + ")"};
  result.plan = stats::plan_comparison(labelled, with_labels);

  const stats::ModelVariable& variable = *result.plan.design.find_variable(column);
  if (variable.levels.size() > most_levels) {
    throw base::DesignError(fmt::format("\"{}\" has {} levels; at most {} subtypes can be compared", column,
                                        variable.levels.size(), most_levels));
  }
  for (auto& pair : pairwise_contrasts(result.plan.design, column)) result.plan.contrasts.push_back(std::move(pair));
  result.levels = variable.levels;
  for (std::size_t level = 0; level < variable.levels.size(); ++level)
    result.n_of_level.push_back(static_cast<int>(std::ranges::count(variable.level, static_cast<int>(level))));
  return result;
}

}  // namespace dmn::clinical
