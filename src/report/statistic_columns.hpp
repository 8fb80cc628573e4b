#pragma once

#include <string>
#include <vector>

#include "report/tsv_writer.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::report {

/// n beta se t df p.
void add_estimates(TsvWriter& table, const stats::TestStatistics& statistics);
/// g g_low g_high.
void add_effects(TsvWriter& table, const stats::TestStatistics& statistics);
/// One cell an outcome: `tested`, or why not.
std::vector<std::string> status_words(const stats::TestStatistics& statistics);

}  // namespace dmn::report
