#include "clinical/treatment_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "clinical/level_contrasts.hpp"
#include "sites/site_rows.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::clinical {
namespace {

constexpr Eigen::Index fewest_values = 10;

[[noreturn]] void refuse(const std::string& option, const std::string& expected, const std::string& found)
{
  throw base::DesignError("treatment response cannot be asked of this column",
                          {.field = option, .expected = expected, .found = found});
}

const stats::Column& require_column(const stats::Cohort& cohort, const std::string& option, const std::string& name)
{
  if (name.empty()) throw base::UsageError("", {.field = option, .expected = "a column", .found = "nothing"});
  if (const auto* column = cohort.participants.find(name); column != nullptr) return *column;
  std::vector<std::string> known;
  for (const auto& column : cohort.participants.columns) known.push_back(column.name);
  throw base::DesignError(fmt::format("the participants table has no column \"{}\"", name),
                          {.field = option, .expected = base::join(known, ", "), .found = name});
}

void require_numbers(const stats::Cohort& cohort, const std::string& option, const std::string& name)
{
  if (!require_column(cohort, option, name).numeric) refuse(option, "a column of numbers", name);
}

void require_distinct(const TreatmentColumns& columns)
{
  std::set<std::string> seen;
  for (const auto& name : {columns.post, columns.pre, columns.arm}) {
    if (name.empty() || seen.insert(name).second) continue;
    throw base::UsageError("one column cannot be two things",
                           {.field = "treatment", .expected = "different columns", .found = name});
  }
  for (const auto& name : stats::variables_of(stats::parse_formula(columns.covariates))) {
    if (!seen.contains(name)) continue;
    throw base::UsageError("outcome, baseline and arm are in the model already",
                           {.field = "treatment.covariates", .expected = "further columns", .found = name});
  }
}

std::vector<std::string> levels_of(const stats::Column& column)
{
  std::set<std::string> levels;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (!column.missing(row)) levels.insert(column.word(row));
  }
  return {levels.begin(), levels.end()};
}

std::array<std::string, 2> arms_of(const stats::Column& column, const std::string& reference)
{
  auto levels = levels_of(column);
  if (levels.size() < 2) {
    throw base::DesignError(
        fmt::format("the arm column has one level only ({}): nothing to compare; without treatment.arm the prognosis "
                    "in one arm is computed",
                    levels.empty() ? "none" : levels.front()),
        {.field = "treatment.arm", .expected = "two arms", .found = column.name});
  }
  if (levels.size() > 2)
    refuse("treatment.arm", "two arms", fmt::format("{}: {}", column.name, base::join(levels, ", ")));
  const std::string first = reference.empty() && levels[1] == "control" ? "control" : reference;
  if (first.empty()) return {levels[0], levels[1]};
  if (first != levels[0] && first != levels[1]) refuse("treatment.reference", base::join(levels, " or "), first);
  return first == levels[0] ? std::array{levels[0], levels[1]} : std::array{levels[1], levels[0]};
}

/// The arm as 0 and 1.
void code_arm(stats::Cohort& cohort, const std::string& name, const std::array<std::string, 2>& arms)
{
  for (auto& column : cohort.participants.columns) {
    if (column.name != name) continue;
    stats::Column coded{.name = name, .numeric = true};
    for (std::size_t row = 0; row < column.size(); ++row) {
      const std::string word = column.word(row);
      coded.numbers.push_back(word.empty() ? std::nan("") : word == arms[1] ? 1.0 : 0.0);
    }
    column = std::move(coded);
  }
}

std::string plus(const std::string& model, const std::string& term)
{
  return model.empty() ? term : model + " + " + term;
}

std::string base_model(const TreatmentColumns& columns)
{
  std::string model = quoted(columns.pre);
  if (!columns.arm.empty()) model = plus(model, quoted(columns.arm));
  return base::trim(columns.covariates).empty() ? model : plus(model, columns.covariates);
}

void require_varying(const stats::Design& design, const std::string& option, const std::string& name)
{
  const auto* variable = design.find_variable(name);
  if (!variable->is_constant()) return;
  throw base::DesignError(
      fmt::format("every participant of the model has the same {}: nothing to explain", name),
      {.field = option, .expected = "values that differ", .found = base::format_number(variable->values[0])});
}

/// Who lacks the outcome, among those who have an arm (everybody with one arm).
void count_lost(TreatmentPlan& plan)
{
  const auto& cohort = plan.people.participants.cohort;
  const auto& post = *cohort.participants.find(plan.columns.post);
  const auto* arm = plan.two_arms() ? cohort.participants.find(plan.columns.arm) : nullptr;
  std::vector<std::string> site;
  std::vector<std::string> label;
  std::vector<bool> lost;
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    if (arm != nullptr && arm->missing(row)) continue;
    site.push_back(cohort.site[row]);
    label.push_back(arm == nullptr ? "all" : plan.arms[arm->numbers[row] > 0.5 ? 1 : 0]);
    lost.push_back(post.missing(row));
  }
  plan.lost = stats::exclusion_counts(site, label, lost);
  plan.lost_test = stats::differential_exclusion(plan.lost);
}

void count_arms(TreatmentPlan& plan)
{
  const auto n = plan.people.design.n_rows();
  plan.arm = Eigen::VectorXd::Zero(n);
  if (plan.two_arms()) plan.arm = plan.people.design.find_variable(plan.columns.arm)->values;
  plan.n_of_arm = {static_cast<int>((plan.arm.array() < 0.5).count()),
                   static_cast<int>((plan.arm.array() > 0.5).count())};
  for (std::size_t a = 0; plan.two_arms() && a < 2; ++a) {
    if (plan.n_of_arm[a] >= stats::min_rows_per_group) continue;
    throw base::DesignError(
        fmt::format("arm \"{}\" has {} participants with outcome, baseline and covariates; at least "
                    "{} are needed",
                    plan.arms[a], plan.n_of_arm[a], stats::min_rows_per_group),
        {.field = "treatment.arm"});
  }
}

void add_counts(stats::GroupPlan& plan)
{
  plan.left_out = plan.participants.left_out;
  plan.left_out.insert(plan.left_out.end(), plan.design.left_out.begin(), plan.design.left_out.end());
  plan.warnings = plan.design.warnings;
  std::map<std::pair<std::string, std::string>, int> count;
  for (const auto row : plan.design.rows) {
    const auto r = static_cast<std::size_t>(row);
    ++count[{plan.participants.cohort.group[r], plan.participants.cohort.site[r]}];
  }
  for (const auto& [key, n] : count) plan.counts.push_back({key.first, key.second, n});
}

stats::Cohort with_marker(stats::Cohort people, const Eigen::VectorXd& marker)
{
  std::erase_if(people.participants.columns, [](const stats::Column& column) { return column.name == marker_column; });
  people.participants.columns.push_back(
      {.name = marker_column, .numeric = true, .numbers = {marker.begin(), marker.end()}});
  return people;
}

stats::Contrast combination(const stats::Design& design, const std::string& name,
                            const std::vector<std::pair<stats::Term, double>>& weights)
{
  stats::Contrast contrast{.name = name, .expression = name};
  contrast.rows = Eigen::MatrixXd::Zero(1, design.matrix.cols());
  for (const auto& [term, weight] : weights) contrast.rows(0, design.columns_of(term).front()) += weight;
  if (!stats::is_estimable(design.basis, contrast.rows.row(0).transpose())) {
    throw base::DesignError(
        fmt::format("{} cannot be estimated: the model holds columns that cannot be told apart", name));
  }
  return contrast;
}

std::vector<stats::Contrast> contrasts_of(const TreatmentPlan& plan, const stats::Design& design)
{
  const stats::Term marker{{marker_column, 1}};
  if (!plan.two_arms()) return {combination(design, "prognosis", {{marker, 1}})};
  const stats::Term arm{{plan.columns.arm, 1}};
  const stats::Term product{{plan.columns.arm, 1}, {marker_column, 1}};
  return {combination(design, "prognosis", {{marker, 1}}),
          combination(design, "slope in the other arm", {{marker, 1}, {product, 1}}),
          combination(design, "interaction", {{product, 1}}),
          combination(design, "arms at -1 SD", {{arm, 1}, {product, -1}}),
          combination(design, "arms at the mean", {{arm, 1}}),
          combination(design, "arms at +1 SD", {{arm, 1}, {product, 1}})};
}

}  // namespace

TreatmentPlan plan_treatment(const stats::Cohort& cohort, const std::optional<std::string>& session,
                             const TreatmentColumns& columns)
{
  require_distinct(columns);
  require_numbers(cohort, "treatment.post", columns.post);
  require_numbers(cohort, "treatment.pre", columns.pre);
  TreatmentPlan plan{.columns = columns};
  plan.people.participants = stats::select_session(cohort, session);
  stats::Cohort& people = plan.people.participants.cohort;
  if (!columns.arm.empty()) {
    plan.arms = arms_of(require_column(people, "treatment.arm", columns.arm), columns.reference);
    code_arm(people, columns.arm, plan.arms);
  }
  count_lost(plan);
  plan.people.design =
      stats::build_design(stats::parse_formula(plus(base_model(columns), quoted(columns.post))), people);
  require_varying(plan.people.design, "treatment.post", columns.post);
  plan.post = plan.people.design.find_variable(columns.post)->values;
  if (const auto centre = plan.people.design.find_variable(columns.post)->centre) plan.post.array() += *centre;
  add_counts(plan.people);
  count_arms(plan);
  return plan;
}

MarkerModel marker_model(const TreatmentPlan& plan, const Eigen::VectorXd& marker)
{
  MarkerModel model;
  std::vector<Eigen::Index> cohort_rows;
  for (Eigen::Index row = 0; row < marker.size(); ++row) {
    if (!std::isfinite(marker[row])) continue;
    model.rows.push_back(row);
    cohort_rows.push_back(plan.people.design.rows[static_cast<std::size_t>(row)]);
  }
  const auto n = static_cast<Eigen::Index>(model.rows.size());
  if (n < fewest_values) throw base::DesignError(fmt::format("{} participants have the marker", n));
  model.marker = marker(model.rows);
  model.mean = model.marker.mean();
  model.marker.array() -= model.mean;
  model.sd = std::sqrt(model.marker.squaredNorm() / static_cast<double>(n - 1));
  if (!(model.sd > 0)) throw base::DesignError("the marker is constant");
  model.marker /= model.sd;

  std::string text = plus(base_model(plan.columns), marker_column);
  if (plan.two_arms()) text = plus(text, quoted(plan.columns.arm) + ":" + marker_column);
  model.plan.participants.cohort =
      with_marker(sites::people_on_rows(plan.people.participants.cohort, cohort_rows), model.marker);
  model.plan.design = stats::build_design(stats::parse_formula(text), model.plan.participants.cohort);
  model.plan.contrasts = contrasts_of(plan, model.plan.design);
  return model;
}

Eigen::VectorXd partial_outcome(const TreatmentPlan& plan, const MarkerModel& model)
{
  const auto& design = model.plan.design;
  const Eigen::VectorXd y = plan.post(model.rows);
  const Eigen::VectorXd coordinates = design.basis.q.transpose() * y;
  const Eigen::VectorXd psi = design.basis.r.triangularView<Eigen::Upper>().solve(coordinates);
  Eigen::VectorXd nuisance = Eigen::VectorXd::Zero(y.size());
  for (std::size_t k = 0; k < design.basis.kept.size(); ++k) {
    const auto& column = design.columns[static_cast<std::size_t>(design.basis.kept[k])];
    const bool shown = std::ranges::any_of(column.term, [&](const auto& powered) {
      return powered.name == marker_column || (plan.two_arms() && powered.name == plan.columns.arm);
    });
    if (shown || column.term.empty()) continue;
    const Eigen::VectorXd values = design.matrix.col(design.basis.kept[k]);
    nuisance += psi[static_cast<Eigen::Index>(k)] * (values.array() - values.mean()).matrix();
  }
  return y - nuisance;
}

}  // namespace dmn::clinical
