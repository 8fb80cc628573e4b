#pragma once

#include <string>

#include "options.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// SHA-256 of everything that a family's null distributions depend on. Of the data it holds the estimates: two analyses
/// with equal estimates on equal designs have equal data.
/// @param engine  what computes the statistics: engines differ in last bits
std::string fingerprint_of(const Options& options, const PermutationFamily& family, const stats::GroupResult& result,
                           const std::string& engine);

}  // namespace dmn::jobs
