#pragma once

#include <string>

#include "stats/contrast.hpp"

namespace dmn::stats {

/// Why a contrast cannot be estimated, in a scientist's words: which columns are aliased, and for two aliased factors
/// which level comes with which.
std::string explain_aliasing(const Contrast& contrast, const Design& design);

}  // namespace dmn::stats
