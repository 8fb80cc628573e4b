#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/study_results.hpp"
#include "stats/cohort.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// What a report draws of a cohort: mean matrices by group, markers of every run, motion, coverage of regions. The
/// edges are read once, in blocks of columns (twice where regions leave the markers); memory: one block. Path, kind and
/// unit are the caller's to add.
/// @param groups   those whose means are wanted, in order; empty: those there are, or all runs as one
/// @param session  that was compared, as stats::select_session takes it: its runs, or those of both of a change, alone;
///                 empty: all runs
/// @throws DesignError when the data do not hold it
report::CohortPicture picture_of(const stats::Cohort& cohort, const stats::ReadEdges& read_edges,
                                 std::vector<std::string> groups, const std::string& session);

/// The same of a cohort file.
/// @param file  relative to `out`
/// @throws InputError for a file that is not a cohort file; UsageError for a kind it does not hold
report::CohortPicture picture_of_cohort(const std::filesystem::path& out, const std::filesystem::path& file,
                                        const std::string& kind, std::vector<std::string> groups,
                                        const std::string& session);

/// The brain's outline: from the masks of up to 24 usable runs of manifest.tsv that are still where it says (voxels of
/// half of them or more), else the convex hull of the regions, 8 mm wider.
report::BrainOutline outline_of_cohort(const std::filesystem::path& out, const report::CohortPicture& cohort);

}  // namespace dmn::jobs
