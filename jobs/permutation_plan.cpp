#include "permutation_plan.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "inference/exchangeability.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

std::vector<std::string> exchange_labels(const GroupOptions& options, const stats::GroupPlan& plan)
{
  const auto& cohort = plan.participants.cohort;
  if (options.exchange_within.empty()) return stats::site_labels(cohort, plan.design.rows);
  return stats::row_labels(cohort, options.exchange_within, plan.design.rows, "group.exchange_within");
}

struct Shared {
  std::vector<std::size_t> contrasts;
  inference::Relabellings relabellings;
};

}  // namespace

std::vector<PermutationFamily> plan_permutations(const GroupOptions& options, std::uint64_t seed,
                                                 const stats::GroupPlan& plan)
{
  if (!options.corrections.permute()) return {};
  const auto labels = exchange_labels(options, plan);
  std::vector<Shared> groups;
  for (std::size_t c = 0; c < plan.contrasts.size(); ++c) {
    inference::Relabellings relabellings(inference::exchangeability(plan.design, plan.contrasts[c], labels),
                                         options.permutations, seed);
    const auto known =
        std::ranges::find_if(groups, [&](const Shared& group) { return group.relabellings.same_as(relabellings); });
    if (known != groups.end()) {
      known->contrasts.push_back(c);
    } else {
      groups.push_back({{c}, std::move(relabellings)});
    }
  }
  std::vector<PermutationFamily> families;
  for (auto& group : groups) {
    std::vector<stats::Contrast> contrasts;
    for (const std::size_t c : group.contrasts) contrasts.push_back(plan.contrasts[c]);
    inference::PermutationModel model(plan.design, contrasts, group.relabellings.exchangeability());
    families.push_back({std::move(group.contrasts), std::move(group.relabellings), std::move(model)});
  }
  return families;
}

}  // namespace dmn::jobs
