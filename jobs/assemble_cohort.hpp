#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "parcellation/roi_set.hpp"
#include "run_answer.hpp"
#include "stats/cohort.hpp"

namespace dmn::jobs {

/// How one usable run of the manifest ended.
struct RunResult {
  std::size_t row = 0;  ///< in Manifest::runs
  std::string failure;  ///< why it could not be processed; empty if `answer` holds
  RunAnswer answer;
};

/// A cohort of one combination, and where each of its rows lies.
struct AssembledCohort {
  stats::Cohort cohort;
  std::vector<std::filesystem::path> shards;  ///< N, relative to `--out`
};

/// Joins the manifest, the results of its usable runs and the participants table. Rows are sorted by BIDS entities,
/// whoever computed them.
/// @param combination  position in RunAnswer::combinations
AssembledCohort assemble_cohort(const bids::Manifest& manifest, const std::vector<RunResult>& results,
                                std::size_t combination, const parcellation::RoiSet& set);

}  // namespace dmn::jobs
