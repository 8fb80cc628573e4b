#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "clinical/outcome_families.hpp"
#include "group_data.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "result_table.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// **Collective.** Markers M1 ... M8 and network means of the plan's rows; values and names on every rank, the rest
/// of the summaries on the master.
stats::MarkerValues markers_together(const GroupData& data, const stats::GroupPlan& plan,
                                     const parallel::Communicator& world);

/// **Collective.** Adds the work of every rank up, on the master.
void merge_together(std::vector<clinical::FamilyTallies>& contrasts, const parallel::Communicator& world);

/// Relabellings of a plan's contrasts, whatever corrections group.correction names.
std::vector<PermutationFamily> plan_relabellings(const GroupOptions& options, std::uint64_t seed,
                                                 const stats::GroupPlan& plan);

/// **Collective.** The outcomes under the relabellings of a plan, spread over ranks; a contrast of the plan each, whole
/// on the master.
/// @param outcomes  N x S, on every rank
std::vector<clinical::FamilyTallies> permute_outcomes_together(const std::vector<PermutationFamily>& relabellings,
                                                               std::size_t n_contrasts, const Eigen::MatrixXd& outcomes,
                                                               const std::vector<clinical::OutcomeFamily>& families,
                                                               const parallel::Communicator& world);

/// Positions of the markers M1 ... M8 that everybody has; of the network means where there are none.
std::vector<Eigen::Index> markers_of_everybody(const stats::MarkerValues& markers);

/// `marker family n`: what the rows of a table of markers are. The family is `confirmatory` or `exploratory`.
void begin_markers(ResultTable& table, const std::vector<connectivity::Summary>& summaries, const Eigen::VectorXi& n);
/// `<prefix>beta se t df p p_fwe g g_low g_high` of a t contrast; `p_fwe` only where there is one.
void add_test(ResultTable& table, const std::string& prefix, const std::string& what,
              const stats::TestStatistics& tested, const Eigen::VectorXd& p_fwe);
/// `description status`.
void end_markers(ResultTable& table, const std::vector<connectivity::Summary>& summaries,
                 const std::vector<stats::Status>& status);

/// A folder's name from a column's: other characters than letters, digits, `_`, `-` and `.` become `_`.
std::string folder_name(const std::string& column);

}  // namespace dmn::jobs
