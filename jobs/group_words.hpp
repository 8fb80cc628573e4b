#pragma once

#include "group_data.hpp"
#include "group_inference.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// Tells who is in the model, who is not, and why.
void say_who(const GroupData& data, const stats::GroupPlan& plan);

/// Tells what would be computed.
void say_plan(const GroupOptions& options, const stats::GroupPlan& plan,
              const std::vector<PermutationFamily>& families);

/// Tells what a contrast found: markers, the strongest edges, networks.
void say_found(const GroupData& data, const stats::GroupResult& result, const stats::ContrastResult& contrast,
               const ContrastDetails& details);

}  // namespace dmn::jobs
