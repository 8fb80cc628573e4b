#pragma once

#include <Eigen/Core>
#include <vector>

#include "clinical/bootstrap.hpp"
#include "clinical/outcome_families.hpp"
#include "clinical/symptom_plan.hpp"
#include "clinical/variance_partition.hpp"
#include "group_data.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// An effect and a symptom score on the same outcomes.
struct OverlapTests {
  stats::TestStatistics unadjusted;  ///< the effect without the score
  stats::TestStatistics adjusted;    ///< with it
  stats::TestStatistics score;       ///< the score with the effect held fixed
  stats::TestStatistics score_only;  ///< without it
  stats::TestStatistics difference;  ///< effect less score, see clinical::plan_symptom

  /// Both at once: max(p of the effect, p of the score), both adjusted (Nichols et al. 2005, NeuroImage 25:653).
  Eigen::VectorXd p_conjunction() const;
};

/// What the markers say.
struct SymptomResult {
  stats::MarkerValues markers;
  OverlapTests tests;
  Eigen::VectorXd p_fwe_conjunction;  ///< the larger of the two p_fwe
  double path_a = 0;                  ///< effect on the score
  Eigen::VectorXd path_b;             ///< score on the marker
  Eigen::VectorXd indirect;           ///< ab
  std::vector<clinical::PercentileInterval> indirect_interval;
  clinical::VariancePartition variance;
  OverlapTests edges;
  int n_relabellings = 0;
};

/// A score's plan with its relabellings.
struct SymptomAnalysis {
  clinical::SymptomPlan plan;
  std::vector<PermutationFamily> unadjusted;
  std::vector<PermutationFamily> adjusted;
};

/// What can be refused is refused here.
SymptomAnalysis plan_overlap(const Options& options, const GroupData& data, const std::string& score);

/// **Collective.** Whole on the master.
SymptomResult overlap_together(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                               const parallel::Communicator& world);

/// `symptoms/<score>/{markers.tsv, edges.tsv, summary.json, report.txt, result.h5}`.
void write_overlap(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                   const SymptomResult& result);

/// The session, model, contrasts and edges of a job.
stats::GroupOptions comparison_of(const GroupOptions& options);

}  // namespace dmn::jobs
