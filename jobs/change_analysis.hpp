#pragma once

#include <optional>
#include <vector>

#include "clinical/change_plan.hpp"
#include "clinical/random_intercept.hpp"
#include "clinical/whole_persons.hpp"
#include "group_data.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// A plan with its relabellings.
struct ChangeAnalysis {
  clinical::ChangePlan plan;
  std::vector<PermutationFamily> of_change;         ///< difference of the groups
  std::optional<clinical::WholePersons> of_course;  ///< three or more sessions
  std::vector<PermutationFamily> of_conversion;     ///< where it is asked for
};

/// A person's own change of every marker.
struct OwnChange {
  Eigen::MatrixXd first;       ///< P x S: first session
  Eigen::MatrixXd last;        ///< P x S
  Eigen::MatrixXd reliable;    ///< P x S: change / (sd sqrt(2 (1 - icc))); NaN where the reliability is not known
  Eigen::VectorXd icc;         ///< S
  Eigen::VectorXd sd;          ///< S: controls, first session
  Eigen::VectorXi n_controls;  ///< S: with both sessions
};

struct ChangeResult {
  stats::MarkerValues markers;                       ///< a row a scan
  std::vector<stats::TestStatistics> change;         ///< a clinical::ChangeContrast each
  std::vector<stats::TestStatistics> edges;          ///< likewise
  std::vector<clinical::RepeatedStatistics> course;  ///< likewise; none with two sessions
  Eigen::VectorXd course_p_fwe;                      ///< S: of group x time, whole persons exchanged
  std::optional<stats::TestStatistics> conversion;
  std::vector<std::string> conversion_levels;  ///< second less first
  OwnChange own;
  int n_relabellings = 0;
};

/// What can be refused is refused here.
ChangeAnalysis plan_change_analysis(const Options& options, const GroupData& data);

/// **Collective.** Whole on the master.
ChangeResult change_together(const Options& options, const GroupData& data, const ChangeAnalysis& analysis,
                             const parallel::Communicator& world);

/// `change/{markers.tsv, edges.tsv, course.tsv, conversion.tsv, reliable_change.tsv, dropout.tsv, summary.json,
/// report.txt, result.h5}`.
void write_change(const Options& options, const GroupData& data, const ChangeAnalysis& analysis,
                  const ChangeResult& result);

/// `change/report.txt`.
std::string change_report(const GroupData& data, const ChangeAnalysis& analysis, const ChangeResult& result);

}  // namespace dmn::jobs
