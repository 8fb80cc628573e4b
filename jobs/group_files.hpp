#pragma once

#include "group_data.hpp"
#include "options.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// Writes `group/<contrast>/{edges.tsv, markers.tsv, result.h5}` for every contrast; result.h5 last.
void write_group_files(const Options& options, const GroupData& data, const stats::GroupResult& result);

}  // namespace dmn::jobs
