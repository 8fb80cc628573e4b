#include "clinical/change_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "clinical/level_contrasts.hpp"
#include "sites/site_rows.hpp"
#include "stats/design_columns.hpp"

namespace dmn::clinical {
namespace {

constexpr const char* time_column = "session_time";

std::string shown(const std::vector<std::string>& sessions)
{
  return sessions.empty() ? "none named" : base::join(sessions, ", ");
}

std::vector<std::string> named_sessions(const stats::Cohort& cohort)
{
  std::set<std::string> names;
  for (const auto& run : cohort.runs) {
    if (!run.session.empty()) names.insert(run.session);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> chosen_sessions(const stats::Cohort& cohort, const std::vector<std::string>& asked)
{
  const auto known = named_sessions(cohort);
  std::vector<std::string> chosen = asked.empty() ? known : asked;
  std::set<std::string> seen;
  for (auto& session : chosen) {
    if (session.starts_with("ses-")) session.erase(0, 4);
    if (std::ranges::find(known, session) == known.end()) {
      throw base::DesignError("a session that is not in the data",
                              {.field = "change.sessions", .expected = shown(known), .found = session});
    }
    if (!seen.insert(session).second)
      throw base::UsageError("", {.field = "change.sessions", .expected = "each session once", .found = session});
  }
  if (chosen.size() >= 2) return chosen;
  throw base::DesignError(
      fmt::format("change needs two sessions of the same persons; sessions in the data: {}", shown(known)));
}

std::vector<double> times_of(const std::vector<std::string>& sessions, const std::vector<double>& given)
{
  if (!given.empty() && given.size() != sessions.size()) {
    throw base::UsageError("", {.field = "change.times",
                                .expected = fmt::format("{} times, one a session", sessions.size()),
                                .found = std::to_string(given.size())});
  }
  if (std::ranges::adjacent_find(given, std::greater_equal<>()) != given.end())
    throw base::UsageError("times of sessions must increase", {.field = "change.times"});
  std::vector<double> times = given;
  for (std::size_t s = times.size(); s < sessions.size(); ++s) times.push_back(static_cast<double>(s));
  return times;
}

void append(stats::Table& to, const stats::Table& more)
{
  if (to.columns.empty()) {
    to = more;
    return;
  }
  for (std::size_t c = 0; c < to.columns.size(); ++c) {
    auto& column = to.columns[c];
    column.numbers.insert(column.numbers.end(), more.columns[c].numbers.begin(), more.columns[c].numbers.end());
    column.words.insert(column.words.end(), more.columns[c].words.begin(), more.columns[c].words.end());
  }
}

/// A row a person and session, persons together, sessions in order of time.
void collect_scans(const stats::Cohort& cohort, ChangePlan& plan)
{
  stats::ParticipantRows all;
  std::map<std::string, int> person;
  std::vector<double> time;
  for (std::size_t s = 0; s < plan.sessions.size(); ++s) {
    auto rows = stats::select_session(cohort, plan.sessions[s]);
    for (const auto& run : rows.cohort.runs) {
      const auto found = person.emplace(run.participant, static_cast<int>(person.size())).first->second;
      if (found == static_cast<int>(plan.persons.size())) plan.persons.push_back(run.participant);
      plan.person_of_scan.push_back(found);
      plan.session_of_scan.push_back(static_cast<int>(s));
      time.push_back(plan.times[s]);
    }
    if (s == 0) all.cohort = sites::people_on_rows(rows.cohort, {});
    auto& joined = all.cohort;
    joined.runs.insert(joined.runs.end(), rows.cohort.runs.begin(), rows.cohort.runs.end());
    joined.site.insert(joined.site.end(), rows.cohort.site.begin(), rows.cohort.site.end());
    joined.group.insert(joined.group.end(), rows.cohort.group.begin(), rows.cohort.group.end());
    append(joined.participants, rows.cohort.participants);
    append(joined.qc, rows.cohort.qc);
    all.runs.insert(all.runs.end(), rows.runs.begin(), rows.runs.end());
  }
  std::erase_if(all.cohort.participants.columns, [](const auto& column) { return column.name == time_column; });
  all.cohort.participants.columns.push_back({.name = time_column, .numeric = true, .numbers = time});
  plan.scans.participants = std::move(all);
  const auto n = static_cast<Eigen::Index>(plan.session_of_scan.size());
  for (Eigen::Index row = 0; row < n; ++row) plan.scans.design.rows.push_back(row);
  plan.scans.design.matrix = Eigen::MatrixXd::Ones(n, 1);
}

void require_matched_sessions(const stats::Cohort& cohort, const std::string& change, const ChangePlan& plan)
{
  if (!stats::select_session(cohort, change).cohort.runs.empty()) return;
  throw base::DesignError(fmt::format("sessions are not matched: nobody has a run in session {} and in session {}",
                                      plan.sessions.front(), plan.sessions.back()));
}

const stats::Contrast& require_two_groups(const std::vector<stats::Contrast>& contrasts)
{
  if (contrasts.size() == 1 && !contrasts.front().is_f_test && !contrasts.front().factor.empty() &&
      contrasts.front().groups.size() == 2)
    return contrasts.front();
  throw base::DesignError("change is compared between two groups: give one group.contrast, as in \"name: A - B\"");
}

/// Last less first session. With `2-1` every column of /qc is a change too, mean_fd among them.
stats::GroupPlan plan_difference(const stats::Cohort& cohort, const stats::GroupOptions& options,
                                 const ChangeColumns& columns, ChangePlan& plan)
{
  stats::GroupOptions of_change = options;
  of_change.session = plan.sessions.back() + "-" + plan.sessions.front();
  require_matched_sessions(cohort, *of_change.session, plan);
  if (!columns.interval.empty()) of_change.model += " + " + quoted(columns.interval);
  stats::GroupPlan change = stats::plan_comparison(cohort, of_change);
  const stats::Contrast& effect = require_two_groups(change.contrasts);
  plan.groups = effect.groups;
  const std::string factor = effect.factor;
  for (const auto& group : plan.groups) change.contrasts.push_back(mean_at_level(change.design, factor, group));
  return change;
}

/// What one unit of time adds to the expected outcome at a level of the factor.
Eigen::RowVectorXd slope_at(const stats::Design& design, const std::string& factor, int level)
{
  const auto mean_row = [&](double time) {
    auto variables = design.variables;
    for (auto& variable : variables) {
      if (variable.name == factor) std::ranges::fill(variable.level, level);
      if (variable.name == time_column) variable.values.setConstant(time);
    }
    return Eigen::RowVectorXd(stats::design_matrix(design.columns, variables, design.n_rows()).colwise().mean());
  };
  return mean_row(1) - mean_row(0);
}

stats::GroupPlan plan_course(const ChangePlan& plan, const std::string& model)
{
  const stats::Contrast& effect = plan.change.contrasts.front();
  stats::GroupPlan course{.participants = plan.scans.participants};
  course.design = stats::build_design(
      stats::parse_formula(fmt::format("{} + {} + {}:{}", model, time_column, quoted(effect.factor), time_column)),
      plan.scans.participants.cohort);
  const auto& factor = *course.design.find_variable(effect.factor);
  Eigen::MatrixXd slopes(2, course.design.matrix.cols());
  for (Eigen::Index g = 0; g < 2; ++g) {
    const std::string& group = plan.groups[static_cast<std::size_t>(g)];
    if (factor.find_level(group) < 0)
      throw base::DesignError(fmt::format("no scan of the model is of the group \"{}\"", group));
    slopes.row(g) = slope_at(course.design, effect.factor, factor.find_level(group));
  }
  const auto add = [&](const std::string& name, const Eigen::RowVectorXd& row) {
    stats::Contrast contrast{.name = name, .expression = name};
    contrast.rows = row;
    for (const int level : factor.level)
      contrast.group_of_row.push_back(level == factor.find_level(plan.groups[0])   ? 0
                                      : level == factor.find_level(plan.groups[1]) ? 1
                                                                                   : -1);
    contrast.groups = plan.groups;
    if (!stats::is_estimable(course.design.basis, row.transpose()))
      throw base::DesignError("the course over sessions cannot be estimated: time cannot be told from other columns");
    course.contrasts.push_back(std::move(contrast));
  };
  add("group x time", slopes.row(0) - slopes.row(1));
  add("time in " + plan.groups[0], slopes.row(0));
  add("time in " + plan.groups[1], slopes.row(1));
  course.warnings = course.design.warnings;
  return course;
}

stats::GroupPlan plan_conversion(const stats::Cohort& cohort, const stats::GroupOptions& options,
                                 const std::string& column, const ChangePlan& plan)
{
  stats::GroupOptions of_first = options;
  const stats::Cohort labelled = with_labels(cohort, column);
  of_first.session = plan.sessions.front();
  of_first.model = model_of_levels(labelled, options.model, column);
  of_first.contrasts = {"levels: F(" + column + ")"};
  stats::GroupPlan conversion = stats::plan_comparison(labelled, of_first);
  const auto& levels = conversion.design.find_variable(column)->levels;
  if (levels.size() != 2) {
    throw base::DesignError(
        "conversion has two outcomes",
        {.field = "change.conversion", .expected = "a column of two levels", .found = base::join(levels, ", ")});
  }
  conversion.contrasts = pairwise_contrasts(conversion.design, column);
  return conversion;
}

void count_dropout(const stats::Cohort& cohort, ChangePlan& plan)
{
  const auto first = stats::select_session(cohort, plan.sessions.front());
  std::map<std::string, std::size_t> n_later;
  for (std::size_t scan = 0; scan < plan.session_of_scan.size(); ++scan) {
    if (plan.session_of_scan[scan] > 0) ++n_later[plan.persons[static_cast<std::size_t>(plan.person_of_scan[scan])]];
  }
  std::vector<bool> dropped;
  for (const auto& run : first.cohort.runs) dropped.push_back(n_later[run.participant] + 1 < plan.sessions.size());
  plan.dropout = stats::exclusion_counts(first.cohort.site, first.cohort.group, dropped);
  plan.dropout_test = stats::differential_exclusion(plan.dropout);
}

using ScanOf = std::map<std::pair<std::string, int>, Eigen::Index>;

ScanOf scan_of_person(const ChangePlan& plan)
{
  ScanOf scans;
  for (std::size_t scan = 0; scan < plan.person_of_scan.size(); ++scan) {
    const auto& person = plan.persons[static_cast<std::size_t>(plan.person_of_scan[scan])];
    scans[{person, plan.session_of_scan[scan]}] = static_cast<Eigen::Index>(scan);
  }
  return scans;
}

}  // namespace

ChangePlan plan_change(const stats::Cohort& cohort, const stats::GroupOptions& options, const ChangeColumns& columns)
{
  ChangePlan plan{.sessions = chosen_sessions(cohort, columns.sessions)};
  plan.times = times_of(plan.sessions, columns.times);
  collect_scans(cohort, plan);
  plan.change = plan_difference(cohort, options, columns, plan);
  if (plan.sessions.size() > 2) plan.course = plan_course(plan, options.model);
  if (!columns.conversion.empty()) plan.conversion = plan_conversion(cohort, options, columns.conversion, plan);
  count_dropout(cohort, plan);
  return plan;
}

std::vector<ScanPair> scans_of_change(const ChangePlan& plan)
{
  const auto scans = scan_of_person(plan);
  const int last = static_cast<int>(plan.sessions.size()) - 1;
  std::vector<ScanPair> pairs;
  for (const auto row : plan.change.design.rows) {
    const auto& person = plan.change.participants.cohort.runs[static_cast<std::size_t>(row)].participant;
    pairs.push_back({scans.at({person, 0}), scans.at({person, last})});
  }
  return pairs;
}

std::vector<Eigen::Index> first_scans_of(const ChangePlan& plan, const stats::GroupPlan& of_first_session)
{
  const auto scans = scan_of_person(plan);
  std::vector<Eigen::Index> rows;
  for (const auto row : of_first_session.design.rows)
    rows.push_back(scans.at({of_first_session.participants.cohort.runs[static_cast<std::size_t>(row)].participant, 0}));
  return rows;
}

}  // namespace dmn::clinical
