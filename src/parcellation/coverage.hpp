#pragma once

#include <cstdint>
#include <vector>

#include "parcellation/mean_series.hpp"
#include "parcellation/roi_set.hpp"

namespace dmn::parcellation {

/// Judges each ROI of a set by its voxels (METHODS.md section 1): valid from `min_coverage` and 2 usable voxels on (1
/// for network Brainstem).
/// @param geometric, usable  R counts
Coverage judge_coverage(const RoiSet& set, std::vector<std::int64_t> geometric, std::vector<std::int64_t> usable);

}  // namespace dmn::parcellation
