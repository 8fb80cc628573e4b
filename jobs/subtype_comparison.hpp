#pragma once

#include <optional>
#include <vector>

#include "clinical/symptom_plan.hpp"
#include "group_data.hpp"
#include "one_against_rest.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// A labels' plan with its relabellings.
struct SubtypeAnalysis {
  clinical::SubtypePlan plan;
  std::vector<PermutationFamily> relabellings;
};

struct SubtypeResult {
  stats::MarkerValues markers;
  std::vector<stats::TestStatistics> tests;  ///< of markers: F over the levels, then every pair
  std::vector<stats::TestStatistics> edges;  ///< likewise
  std::vector<Eigen::VectorXd> p_holm;       ///< a pair: of a marker, over the pairs (Holm 1979)
  std::vector<OneAgainstRest> rest;          ///< a level each
  int n_relabellings = 0;                    ///< of the F test
};

/// What can be refused is refused here.
SubtypeAnalysis plan_subtype_comparison(const Options& options, const GroupData& data, const std::string& column);

/// **Collective.** Whole on the master. Nothing if stopped on request.
std::optional<SubtypeResult> compare_subtypes_together(const Options& options, const GroupData& data,
                                                       const SubtypeAnalysis& analysis,
                                                       const parallel::Communicator& world);

/// `symptoms/subtype_<column>/{markers.tsv, pairs.tsv, one_against_rest.tsv, edges.tsv, summary.json, report.txt,
/// result.h5}`.
void write_subtypes(const Options& options, const GroupData& data, const SubtypeAnalysis& analysis,
                    const SubtypeResult& result);

}  // namespace dmn::jobs
