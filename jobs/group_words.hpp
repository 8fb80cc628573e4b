#pragma once

#include "group_data.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// Tells who is in the model, who is not, and why.
void say_who(const GroupData& data, const stats::GroupPlan& plan);

/// Tells what a contrast found: markers, and the strongest edges.
void say_found(const GroupData& data, const stats::GroupResult& result, const stats::ContrastResult& contrast);

}  // namespace dmn::jobs
