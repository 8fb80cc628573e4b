#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stats/exclusion_test.hpp"
#include "stats/group_plan.hpp"

namespace dmn::clinical {

/// Which sessions are compared, and what is known of them.
struct ChangeColumns {
  std::vector<std::string> sessions;  ///< in order of time; empty: all named ones, sorted
  std::vector<double> times;          ///< of each; empty: 0, 1, 2, ...
  std::string interval;               ///< column: time between first and last session; empty: not in the model
  std::string conversion;             ///< column of two levels: an outcome of the first session; empty: none
};

/// The contrasts of change and of the mixed model: the difference of the two groups, then each group by itself.
enum ChangeContrast : std::size_t { of_groups = 0, in_first = 1, in_second = 2 };

/// Change within persons. Groups are those of the effect, `first - second`.
struct ChangePlan {
  std::vector<std::string> sessions;  ///< bare labels, at least two
  std::vector<double> times;
  std::vector<std::string> groups;  ///< first, second

  stats::GroupPlan scans = {};           ///< every person and session there is, a row each; no model, no contrast
  std::vector<int> person_of_scan = {};  ///< positions in `persons`
  std::vector<int> session_of_scan = {};
  std::vector<std::string> persons = {};

  stats::GroupPlan change = {};                 ///< last less first session: Delta on MODEL [+ interval]
  std::optional<stats::GroupPlan> course = {};  ///< three or more sessions: MODEL + time + group:time, rows of `scans`
  std::optional<stats::GroupPlan> conversion = {};  ///< first session: MODEL without the group + conversion

  std::vector<stats::ExclusionCount> dropout = {};  ///< of those with a first session: who lacks a later one
  stats::ExclusionTest dropout_test = {};
};

/// @param options  of the comparison; its contrast must be a difference of two groups; its session is not used
/// @throws UsageError, DesignError: as plan_comparison; fewer than two sessions, an unknown or repeated one; other
///         numbers of times than sessions, or times that do not increase; nobody with first and last session; a
///         conversion that does not have two levels
ChangePlan plan_change(const stats::Cohort& cohort, const stats::GroupOptions& options, const ChangeColumns& columns);

/// Rows of `scans` of the persons of `plan.change`, in the order of its rows: first and last session.
struct ScanPair {
  Eigen::Index first = 0;
  Eigen::Index last = 0;
};
std::vector<ScanPair> scans_of_change(const ChangePlan& plan);

/// Rows of `scans` of the first session, in the order of the rows of another plan of that session.
std::vector<Eigen::Index> first_scans_of(const ChangePlan& plan, const stats::GroupPlan& of_first_session);

}  // namespace dmn::clinical
