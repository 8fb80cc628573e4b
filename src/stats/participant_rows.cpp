#include "stats/participant_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/suggestion.hpp"

namespace dmn::stats {
namespace {

using RunsOfParticipant = std::vector<std::vector<Eigen::Index>>;

std::string bare_session(std::string session)
{
  return session.starts_with("ses-") ? session.substr(4) : session;
}

std::vector<std::string> sessions_of(const Cohort& cohort)
{
  std::set<std::string> sessions;
  for (const auto& run : cohort.runs) sessions.insert(run.session);
  return {sessions.begin(), sessions.end()};
}

std::vector<std::string> named_sessions_of(const Cohort& cohort)
{
  auto sessions = sessions_of(cohort);
  std::erase(sessions, std::string());
  return sessions;
}

bool someone_has_two_sessions(const Cohort& cohort)
{
  std::map<std::string, std::string> session_of;
  return std::ranges::any_of(cohort.runs, [&](const base::RunId& run) {
    return session_of.emplace(run.participant, run.session).first->second != run.session;
  });
}

void require_known_session(const Cohort& cohort, const std::string& session)
{
  const auto all = sessions_of(cohort);
  if (std::ranges::find(all, session) != all.end()) return;
  const auto known = named_sessions_of(cohort);
  throw base::DesignError(fmt::format("session \"{}\" is not in the data (sessions: {}){}", session,
                                      known.empty() ? "none named" : base::join(known, ", "),
                                      did_you_mean(session, known)));
}

void require_one_session(const Cohort& cohort)
{
  const auto named = named_sessions_of(cohort);
  if (named.size() < 2 && !someone_has_two_sessions(cohort)) return;
  std::vector<std::string> shown;
  for (const auto& session : sessions_of(cohort)) shown.push_back(session.empty() ? "n/a" : session);
  throw base::DesignError(
      fmt::format("the data hold several sessions ({}): choose one with group.session", base::join(shown, ", ")));
}

/// Rows of each participant, in order of first appearance.
RunsOfParticipant runs_by_participant(const Cohort& cohort)
{
  RunsOfParticipant rows;
  std::map<std::string, std::size_t> position;
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    const auto [found, is_new] = position.emplace(cohort.runs[row].participant, rows.size());
    if (is_new) rows.emplace_back();
    rows[found->second].push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

MeanOfRuns weighted(const std::vector<Eigen::Index>& rows, const Column* dof)
{
  MeanOfRuns runs;
  double total = 0;
  for (const Eigen::Index row : rows) {
    const double weight = dof == nullptr ? 1.0 : dof->numbers[static_cast<std::size_t>(row)];
    runs.push_back({row, weight});
    total += weight > 0 && std::isfinite(weight) ? weight : std::numeric_limits<double>::quiet_NaN();
  }
  const bool known = !std::isnan(total);
  for (auto& run : runs) run.weight = known ? run.weight / total : 1.0 / static_cast<double>(runs.size());
  return runs;
}

double weighted_mean(const MeanOfRuns& runs, const auto& value_of_row)
{
  double sum = 0;
  double total = 0;
  for (const auto& run : runs) {
    const double value = value_of_row(run.row);
    if (std::isnan(value)) continue;
    sum += run.weight * value;
    total += run.weight;
  }
  return total > 0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

Column first_of_runs(const Column& column, const std::vector<MeanOfRuns>& rows)
{
  Column chosen{.name = column.name, .numeric = column.numeric};
  for (const auto& runs : rows) {
    const auto row = static_cast<std::size_t>(runs.front().row);
    if (column.numeric) {
      chosen.numbers.push_back(column.numbers[row]);
    } else {
      chosen.words.push_back(column.words[row]);
    }
  }
  return chosen;
}

Column mean_of_runs(const Column& column, const std::vector<MeanOfRuns>& rows)
{
  if (!column.numeric) return first_of_runs(column, rows);
  Column mean{.name = column.name, .numeric = true};
  for (const auto& runs : rows) {
    mean.numbers.push_back(
        weighted_mean(runs, [&](Eigen::Index row) { return column.numbers[static_cast<std::size_t>(row)]; }));
  }
  return mean;
}

Cohort one_row_a_participant(const Cohort& cohort, const std::vector<MeanOfRuns>& rows)
{
  Cohort joined{.rois = cohort.rois,
                .roi_set = cohort.roi_set,
                .roi_hash = cohort.roi_hash,
                .edges = cohort.edges,
                .excluded = cohort.excluded};
  for (const auto& runs : rows) {
    const auto first = static_cast<std::size_t>(runs.front().row);
    base::RunId id = cohort.runs[first];
    if (runs.size() > 1) id.run.clear();
    joined.runs.push_back(id);
    joined.site.push_back(cohort.site[first]);
    joined.group.push_back(cohort.group[first]);
  }
  for (const auto& column : cohort.participants.columns) {
    joined.participants.columns.push_back(first_of_runs(column, rows));
  }
  for (const auto& column : cohort.qc.columns) joined.qc.columns.push_back(mean_of_runs(column, rows));
  return joined;
}

std::string session_word(const std::string& session)
{
  return session == "n/a" ? std::string() : bare_session(session);
}

/// The rows that belong to chosen[which]; all of them if none is chosen.
std::vector<Eigen::Index> runs_in(const Cohort& cohort, std::vector<Eigen::Index> rows,
                                  const std::vector<std::string>& chosen, std::size_t which)
{
  if (chosen.empty()) return rows;
  std::erase_if(rows,
                [&](Eigen::Index row) { return cohort.runs[static_cast<std::size_t>(row)].session != chosen[which]; });
  return rows;
}

void subtract(Table& later, const Table& earlier)
{
  for (std::size_t c = 0; c < later.columns.size(); ++c) {
    auto& numbers = later.columns[c].numbers;
    for (std::size_t row = 0; row < numbers.size(); ++row) numbers[row] -= earlier.columns[c].numbers[row];
  }
}

}  // namespace

std::vector<std::string> chosen_sessions(const Cohort& cohort, const std::string& session)
{
  const auto all = sessions_of(cohort);
  const auto known = [&](const std::string& name) { return std::ranges::find(all, name) != all.end(); };
  if (!known(session_word(session))) {
    for (auto dash = session.find('-'); dash != std::string::npos; dash = session.find('-', dash + 1)) {
      const auto later = session_word(session.substr(0, dash));
      const auto earlier = session_word(session.substr(dash + 1));
      if (later != earlier && known(later) && known(earlier)) return {later, earlier};
    }
  }
  require_known_session(cohort, session_word(session));
  return {session_word(session)};
}

ParticipantRows select_session(const Cohort& cohort, const std::optional<std::string>& session)
{
  if (!session) require_one_session(cohort);
  const auto chosen = session ? chosen_sessions(cohort, *session) : std::vector<std::string>{};
  const Column* dof = cohort.qc.find("dof");
  ParticipantRows result;
  for (const auto& rows : runs_by_participant(cohort)) {
    const auto runs = runs_in(cohort, rows, chosen, 0);
    const auto subtracted = chosen.size() > 1 ? runs_in(cohort, rows, chosen, 1) : rows;
    if (runs.empty() || subtracted.empty()) {
      const auto& missing = chosen[runs.empty() ? 0 : 1];
      result.left_out.push_back({{.participant = cohort.runs[static_cast<std::size_t>(rows.front())].participant},
                                 fmt::format("no run in session {}", missing.empty() ? "n/a" : missing)});
      continue;
    }
    result.runs.push_back(weighted(runs, dof));
    if (chosen.size() > 1) result.subtracted.push_back(weighted(subtracted, dof));
  }
  result.cohort = one_row_a_participant(cohort, result.runs);
  if (chosen.size() > 1) {
    for (auto& run : result.cohort.runs) run.session = chosen[0] + "-" + chosen[1];
  }
  if (chosen.size() > 1) subtract(result.cohort.qc, one_row_a_participant(cohort, result.subtracted).qc);
  return result;
}

Eigen::MatrixXd mean_over_runs(const Eigen::MatrixXd& by_run, const std::vector<MeanOfRuns>& rows)
{
  std::vector<Eigen::Index> first;
  std::vector<Eigen::Index> averaged;
  for (const MeanOfRuns& runs : rows) {
    if (runs.size() > 1) averaged.push_back(static_cast<Eigen::Index>(first.size()));
    first.push_back(runs.front().row);
  }
  Eigen::MatrixXd means = by_run(first, Eigen::all);
  for (Eigen::Index column = 0; column < by_run.cols(); ++column) {
    for (const Eigen::Index row : averaged) {
      means(row, column) =
          weighted_mean(rows[static_cast<std::size_t>(row)], [&](Eigen::Index run) { return by_run(run, column); });
    }
  }
  return means;
}

Eigen::MatrixXd values_of_rows(const Eigen::MatrixXd& by_run, const ParticipantRows& participants,
                               const std::vector<Eigen::Index>& rows)
{
  const auto on_rows = [&](const std::vector<MeanOfRuns>& all) {
    std::vector<MeanOfRuns> some;
    for (const Eigen::Index row : rows) some.push_back(all[static_cast<std::size_t>(row)]);
    return some;
  };
  Eigen::MatrixXd values = mean_over_runs(by_run, on_rows(participants.runs));
  if (!participants.subtracted.empty()) values -= mean_over_runs(by_run, on_rows(participants.subtracted));
  return values;
}

}  // namespace dmn::stats
