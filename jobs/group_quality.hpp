#pragma once

#include "group_data.hpp"
#include "group_estimates.hpp"
#include "options.hpp"

namespace dmn::jobs {

/// How much of motion the data still hold, and who was excluded where (METHODS.md section 2): writes
/// `group/quality.json`, `group/motion_edges.tsv` and `group/exclusions.tsv`, and tells the headlines.
/// @param motion  of the plan's edges; without columns where FD is not known
/// @param model   what the coupling was adjusted for; null likewise
void report_quality(const Options& options, const GroupData& data, const stats::GroupPlan& plan,
                    const NamedColumns& motion, const stats::MotionModel* model);

}  // namespace dmn::jobs
