#include "profile_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sites/site_rows.hpp"

namespace dmn::jobs {
namespace {

std::vector<std::string> sessions_of(const stats::Cohort& cohort)
{
  std::set<std::string> sessions;
  for (const auto& run : cohort.runs) sessions.insert(run.session);
  return {sessions.begin(), sessions.end()};
}

std::string shown(const std::string& session)
{
  return session.empty() ? "n/a" : session;
}

std::vector<std::string> shown(const std::vector<std::string>& sessions)
{
  std::vector<std::string> words;
  for (const auto& session : sessions) words.push_back(shown(session));
  return words;
}

void append(stats::Column& to, const stats::Column& more)
{
  to.numbers.insert(to.numbers.end(), more.numbers.begin(), more.numbers.end());
  to.words.insert(to.words.end(), more.words.begin(), more.words.end());
}

void append(stats::Cohort& to, const stats::Cohort& more)
{
  to.runs.insert(to.runs.end(), more.runs.begin(), more.runs.end());
  to.site.insert(to.site.end(), more.site.begin(), more.site.end());
  to.group.insert(to.group.end(), more.group.begin(), more.group.end());
  for (std::size_t c = 0; c < to.participants.columns.size(); ++c)
    append(to.participants.columns[c], more.participants.columns[c]);
  for (std::size_t c = 0; c < to.qc.columns.size(); ++c) append(to.qc.columns[c], more.qc.columns[c]);
}

stats::Cohort people_of(const stats::ParticipantRows& rows)
{
  std::vector<Eigen::Index> all(rows.cohort.runs.size());
  std::iota(all.begin(), all.end(), 0);
  return sites::people_on_rows(rows.cohort, all);
}

ProfileRows sorted(const ProfileRows& rows)
{
  std::vector<Eigen::Index> order(rows.runs.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](Eigen::Index row) -> const base::RunId& {
    return rows.people.runs[static_cast<std::size_t>(row)];
  });
  ProfileRows result{.people = sites::people_on_rows(rows.people, order)};
  for (const Eigen::Index row : order) result.runs.push_back(rows.runs[static_cast<std::size_t>(row)]);
  return result;
}

using RunsOfPeople = std::map<std::string, stats::MeanOfRuns>;

RunsOfPeople runs_in_session(const stats::Cohort& cohort, const std::string& session)
{
  const auto rows = stats::select_session(cohort, shown(session));
  RunsOfPeople runs;
  for (std::size_t row = 0; row < rows.runs.size(); ++row) runs[rows.cohort.runs[row].participant] = rows.runs[row];
  return runs;
}

Repeats people_in_both(const RunsOfPeople& first, const RunsOfPeople& second)
{
  Repeats repeats;
  for (const auto& [participant, runs] : first) {
    const auto found = second.find(participant);
    if (found == second.end()) continue;
    repeats.participants.push_back(participant);
    repeats.first.push_back(runs);
    repeats.second.push_back(found->second);
  }
  return repeats;
}

Repeats repeats_of_sessions(const stats::Cohort& cohort, const std::vector<std::string>& sessions)
{
  std::vector<RunsOfPeople> runs;
  for (const auto& session : sessions) runs.push_back(runs_in_session(cohort, session));
  for (std::size_t a = 0; a < sessions.size(); ++a) {
    for (std::size_t b = a + 1; b < sessions.size(); ++b) {
      Repeats repeats = people_in_both(runs[a], runs[b]);
      if (repeats.participants.size() < fewest_repeats) continue;
      repeats.kind = "sessions";
      repeats.words = fmt::format("sessions {} and {}", shown(sessions[a]), shown(sessions[b]));
      return repeats;
    }
  }
  return {};
}

/// Consecutive runs with their weights made to sum to 1 again.
stats::MeanOfRuns part_of(const stats::MeanOfRuns& runs, std::size_t first, std::size_t n)
{
  const auto begin = runs.begin() + static_cast<std::ptrdiff_t>(first);
  stats::MeanOfRuns part(begin, begin + static_cast<std::ptrdiff_t>(n));
  double total = 0;
  for (const auto& run : part) total += run.weight;
  for (auto& run : part) run.weight /= total;
  return part;
}

Repeats repeats_of_halves(const stats::Cohort& cohort, const std::string& session)
{
  Repeats repeats;
  for (const auto& [participant, runs] : runs_in_session(cohort, session)) {
    const std::size_t half = runs.size() / 2;
    if (half == 0) continue;
    repeats.participants.push_back(participant);
    repeats.first.push_back(part_of(runs, 0, half));
    repeats.second.push_back(part_of(runs, runs.size() - half, half));
  }
  if (repeats.participants.size() < fewest_repeats) return {};
  repeats.kind = split_halves;
  repeats.words = fmt::format("split halves{} (the first and the last half of a person's runs)",
                              session.empty() ? "" : " of session " + session);
  return repeats;
}

}  // namespace

ProfileRows profile_rows(const stats::Cohort& cohort, const std::string& session)
{
  const auto sessions = session.empty() ? sessions_of(cohort) : std::vector<std::string>{session};
  ProfileRows rows;
  for (const auto& each : sessions) {
    const auto selected = stats::select_session(cohort, shown(each));
    if (!selected.subtracted.empty())
      throw base::UsageError("", {.field = "group.session",
                                  .expected = "one session: a profile is of a scan, not of a change",
                                  .found = session});
    if (rows.runs.empty()) {
      rows.people = people_of(selected);
    } else {
      append(rows.people, people_of(selected));
    }
    rows.runs.insert(rows.runs.end(), selected.runs.begin(), selected.runs.end());
  }
  return sorted(rows);
}

Repeats find_repeats(const stats::Cohort& cohort)
{
  const auto sessions = sessions_of(cohort);
  if (auto repeats = repeats_of_sessions(cohort, sessions); !repeats.empty()) return repeats;
  for (const auto& session : sessions) {
    if (auto repeats = repeats_of_halves(cohort, session); !repeats.empty()) return repeats;
  }
  Repeats none;
  none.words = sessions.size() > 1
                   ? fmt::format("fewer than {} participants have two of the sessions {}", fewest_repeats,
                                 base::join(shown(sessions), ", "))
                   : fmt::format("fewer than {} participants have two sessions or runs", fewest_repeats);
  return none;
}

}  // namespace dmn::jobs
