#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "stats/cohort.hpp"

namespace dmn::stats {

/// A run's share in its participant's mean.
struct WeightedRun {
  Eigen::Index row = 0;  ///< of the cohort
  double weight = 1;     ///< the weights of a participant sum to 1
};

/// A participant's runs: one row of an analysis.
using MeanOfRuns = std::vector<WeightedRun>;

/// One row a participant, from a cohort of runs.
struct ParticipantRows {
  Cohort cohort = {};                          ///< one row a participant; /qc averaged (subtracted) as the edges are
  std::vector<MeanOfRuns> runs = {};           ///< aligned with the rows of `cohort`
  std::vector<MeanOfRuns> subtracted = {};     ///< the earlier session's runs where sessions are compared, else empty
  std::vector<base::Exclusion> left_out = {};  ///< participants without a run in the session
};

/// The sessions that a choice names, as the data name them.
/// @param session  `2`, `ses-2`, `n/a` (runs without a session) or `2-1` (the later, then the earlier)
/// @throws DesignError when the data do not hold it
std::vector<std::string> chosen_sessions(const Cohort& cohort, const std::string& session);

/// Takes the runs of one session and joins a participant's runs, weighted by `dof` of /qc (equally where a run's dof is
/// unknown), METHODS.md section 3. `2-1` is the change within participants, session 2 minus session 1: of the edges and
/// of every column of /qc.
/// @param session  `2`, `ses-2` or `2-1`; may be absent when the data hold one session only
/// @throws DesignError when the data hold several sessions and none is chosen, or not the ones that are chosen
ParticipantRows select_session(const Cohort& cohort, const std::optional<std::string>& session);

/// Rows of an analysis from rows of the cohort. A value missing in one run of several is the mean of the others.
/// @param by_run  N_runs x B
/// @return        rows.size() x B
Eigen::MatrixXd mean_over_runs(const Eigen::MatrixXd& by_run, const std::vector<MeanOfRuns>& rows);

/// The same for rows of an analysis: means, or their change between two sessions.
/// @param rows  of participants.cohort
Eigen::MatrixXd values_of_rows(const Eigen::MatrixXd& by_run, const ParticipantRows& participants,
                               const std::vector<Eigen::Index>& rows);

}  // namespace dmn::stats
