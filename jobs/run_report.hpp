#pragma once

#include <string>
#include <utility>
#include <vector>

#include "assemble_cohort.hpp"

namespace dmn::jobs {

/// Tells what is worth knowing of each run, why runs were computed (counted), and how many shards were kept.
void say_run_problems(const bids::Manifest& manifest, const std::vector<RunResult>& results);

/// The exclusions of a cohort, counted by reason, the most frequent first: numbers, files and names of single runs do
/// not tell reasons apart.
std::vector<std::pair<std::string, std::size_t>> counted_reasons(const std::vector<base::Exclusion>& excluded);

/// One line a reason.
void say_counted_reasons(const std::vector<base::Exclusion>& excluded);

}  // namespace dmn::jobs
