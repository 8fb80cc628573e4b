#pragma once

#include "group_data.hpp"
#include "group_inference.hpp"
#include "options.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// Writes `group/<contrast>/{edges.tsv, markers.tsv, components.tsv, result.h5}` for every contrast; result.h5 last.
/// @param details  one a contrast
void write_group_files(const Options& options, const GroupData& data, const stats::GroupResult& result,
                       const std::vector<ContrastDetails>& details);

}  // namespace dmn::jobs
