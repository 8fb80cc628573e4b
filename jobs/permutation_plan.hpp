#pragma once

#include <cstdint>
#include <vector>

#include "group_options.hpp"
#include "inference/permutation_model.hpp"
#include "inference/relabelling.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// Contrasts that are tested under the same relabellings, so that one product serves them all.
struct PermutationFamily {
  std::vector<std::size_t> contrasts;  ///< positions in the plan
  inference::Relabellings relabellings;
  inference::PermutationModel model;
};

/// Nothing unless a correction permutes.
/// @throws DesignError for an unknown column, too few relabellings, or a contrast that no relabelling moves
std::vector<PermutationFamily> plan_permutations(const GroupOptions& options, std::uint64_t seed,
                                                 const stats::GroupPlan& plan);

}  // namespace dmn::jobs
