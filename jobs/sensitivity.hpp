#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "group_data.hpp"
#include "harmonised_data.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// The same comparison on the data of another pipeline.
struct SensitivityPlan {
  std::string name;  ///< `24p-acompcor`: ends the names of its tables
  GroupData data;
  stats::GroupPlan plan;
  std::optional<harmonisation::CombatDesign> harmonise;
};

/// The cohort files of `group.sensitivity`; without that option those of other denoising strategies and the same ROI
/// set beside the cohort file of the analysis. Each must have the ROI set and edges of the analysis and be of another
/// pipeline.
/// @throws UsageError naming both ROI sets where they differ, or for the analysis' own pipeline; as load_cohort_file(),
///         plan_comparison() and plan_harmonisation(), naming the file
std::vector<SensitivityPlan> plan_sensitivity(const Options& options, const stats::GroupOptions& group,
                                              const GroupData& data);

/// **Collective.** Fits each, harmonised as the analysis is, and writes `group/<contrast>/robustness_<name>.tsv` and
/// `markers_robustness_<name>.tsv`: which effects hold in both pipelines (same sign, both p < .05).
/// Such tables of an earlier run are removed first.
/// @param result  the analysis itself, on the master
void compare_pipelines_together(const Options& options, const stats::GroupResult& result,
                                const std::vector<SensitivityPlan>& plans, const parallel::Communicator& world);

}  // namespace dmn::jobs
