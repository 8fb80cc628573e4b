#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "group_data.hpp"
#include "group_edges.hpp"
#include "group_files.hpp"
#include "group_inference.hpp"
#include "group_words.hpp"
#include "harmonised_data.hpp"
#include "harmonised_files.hpp"
#include "jobs.hpp"
#include "permutation_plan.hpp"
#include "permutation_run.hpp"

namespace dmn::jobs {
namespace {

constexpr double alpha = 0.05;

stats::GroupOptions statistics_options(const GroupOptions& options)
{
  stats::GroupOptions group{
      .model = options.model, .contrasts = options.contrasts, .edges = options.edges, .alpha = alpha};
  if (!options.session.empty()) group.session = options.session;
  return group;
}

/// The master's part: markers need every edge of a participant.
stats::GroupResult conclude(const GroupData& data, const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                            std::vector<stats::TestStatistics> edges)
{
  auto markers = stats::summarise(data.cohort, plan, read);
  auto marker_fits = stats::fit(plan, markers.values);
  return stats::conclude(plan, std::move(markers), std::move(edges), std::move(marker_fits), alpha);
}

}  // namespace

ExitStatus group_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  GroupData data;
  stats::GroupPlan plan;
  std::vector<PermutationFamily> families;
  std::optional<harmonisation::CombatDesign> harmonise;
  parallel::agree(world, [&] {
    data = load_group_data(options);
    plan = stats::plan_comparison(data.cohort, statistics_options(options.group));
    families = plan_permutations(options.group, options.seed, plan);
    if (options.group.harmonise.method != Harmonisation::none)
      harmonise = plan_harmonisation(options.group.harmonise, plan);
  });
  if (world.is_master()) {
    say_who(data, plan);
    say_plan(options.group, plan, families);
  }
  if (options.dry_run) return ExitStatus::done;

  auto read = stats::outcomes_of(plan, data.read_edges);
  if (harmonise) {
    auto harmonised = harmonise_together(options.group.harmonise, data.cohort, plan, read, *harmonise, world);
    parallel::on_master(world, [&] {
      say_harmonised(harmonised);
      write_harmonised(options, data, plan, harmonised);
    });
    read = std::move(harmonised.read);
  }
  auto edges = fit_edges_together(plan, read, world);
  stats::GroupResult result;
  parallel::on_master(world, [&] { result = conclude(data, plan, read, std::move(edges)); });

  const auto graph = graph_of(data.cohort, plan);
  auto permuted = permute_together(options, plan, graph, read, families, result, world);
  if (permuted.stopped) {
    if (world.is_master()) base::warn("stopped on request; the same command goes on from here");
    return ExitStatus::stopped;
  }
  parallel::on_master(world, [&] {
    std::vector<ContrastDetails> details(result.contrasts.size());
    for (std::size_t c = 0; !families.empty() && c < details.size(); ++c)
      infer(options.group, graph, std::move(permuted.contrasts[c]), result.contrasts[c], result.markers.summaries,
            details[c]);
    for (const auto& warning : result.warnings) base::log_warning(warning);
    for (std::size_t c = 0; c < details.size(); ++c) say_found(data, result, result.contrasts[c], details[c]);
    write_group_files(options, data, result, details);
    forget_unfinished_permutations(options);
    for (const auto& contrast : result.contrasts)
      base::info("{}", (options.out / "group" / contrast.contrast.name / "edges.tsv").string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
