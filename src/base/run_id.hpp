#pragma once

#include <compare>
#include <string>

namespace dmn::base {

/// BIDS entities that identify one run. Bare labels (`0412`, `2`, `rest`, `01`), empty where absent;
/// `participant` is written as in the participants table (a leading `sub-` is kept if it is there).
/// The order is bytewise on participant, session, task, run: the row order of every result.
struct RunId {
  std::string participant = {};
  std::string session = {};
  std::string task = {};
  std::string run = {};

  auto operator<=>(const RunId&) const = default;
};

/// `0412` for both `sub-0412` and `0412`: files and tables are matched on this.
std::string bare_participant(const std::string& participant);

/// `sub-0412 ses-2 task-rest run-01`: how messages name a run.
std::string display(const RunId& id);

/// A run that is not in the results, and why (reasons separated by `; `).
struct Exclusion {
  RunId id;
  std::string reason;
  std::string site = {};   ///< empty where unknown
  std::string group = {};  ///< empty where unknown
};

}  // namespace dmn::base
