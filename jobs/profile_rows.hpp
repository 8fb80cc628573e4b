#pragma once

#include <string>
#include <vector>

#include "stats/cohort.hpp"
#include "stats/participant_rows.hpp"

namespace dmn::jobs {

/// The rows of a profile: one a participant and session, sorted.
struct ProfileRows {
  stats::Cohort people = {};                 ///< N rows: runs, site, group, participants, qc; no regions, no edges
  std::vector<stats::MeanOfRuns> runs = {};  ///< N
};

/// @param session  a session, or empty: all of them
/// @throws DesignError for an unknown session; UsageError for a change between sessions (`2-1`)
ProfileRows profile_rows(const stats::Cohort& cohort, const std::string& session);

/// Two measurements of the same people.
struct Repeats {
  std::string kind = {};                       ///< `sessions`, `split halves`; empty where there are none
  std::string words = {};                      ///< `sessions 1 and 2`, or why there are none
  std::vector<std::string> participants = {};  ///< P, sorted
  std::vector<stats::MeanOfRuns> first = {};   ///< P
  std::vector<stats::MeanOfRuns> second = {};  ///< P

  bool empty() const noexcept { return participants.empty(); }
};

constexpr std::size_t fewest_repeats = 3;

constexpr const char* split_halves = "split halves";
constexpr const char* note_on_halves =
    "split halves of one session: noise that both halves share inflates likeness and reliability, so that these "
    "numbers "
    "are not those of two sessions";

/// The first two sessions, in sorted order, that at least three participants have both of; else the halves of the first
/// session in which three participants have two runs: the first n / 2 of a person's runs and the last n / 2, each
/// averaged as runs are (by dof); of an odd number the middle one is left out.
Repeats find_repeats(const stats::Cohort& cohort);

}  // namespace dmn::jobs
