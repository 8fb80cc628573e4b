#pragma once

#include "group_data.hpp"
#include "options.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// Refuses what `group.measures` asks for and the data do not hold.
/// @throws UsageError naming the measures there are; DesignError where hub disruption has no controls to compare with
void require_measures(const Options& options, const GroupData& data, const stats::GroupPlan& plan);

/// Fits the model to every measure that is asked for and writes `group/<contrast>/regions.tsv` and `regions.h5`, and
/// `group/hub_disruption.tsv`; removes them where nothing is asked for. Exploratory: q_fdr is over the regions of one
/// measure. By one process.
void report_measures(const Options& options, const GroupData& data, const stats::GroupPlan& plan);

}  // namespace dmn::jobs
