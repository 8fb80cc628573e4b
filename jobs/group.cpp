#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "compared_data.hpp"
#include "group_data.hpp"
#include "group_estimates.hpp"
#include "group_files.hpp"
#include "group_inference.hpp"
#include "group_measures.hpp"
#include "group_quality.hpp"
#include "group_words.hpp"
#include "harmonised_data.hpp"
#include "harmonised_files.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "one_kernel.hpp"
#include "permutation_plan.hpp"
#include "permutation_run.hpp"
#include "sensitivity.hpp"

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

/// Everything that is decided before the first edge is read; the same on every rank.
struct GroupAnalysis {
  GroupData data = {};
  stats::GroupPlan plan = {};
  std::vector<PermutationFamily> families = {};
  std::optional<harmonisation::CombatDesign> harmonise = {};
  std::optional<Estimators> estimators = {};
  std::vector<SensitivityPlan> sensitivity = {};
};

/// What can be refused is refused here.
void plan(const Options& options, GroupAnalysis& analysis)
{
  const auto group = statistics_options(options.group);
  analysis.data = load_group_data(options);
  require_two_people(analysis.data);
  analysis.plan = stats::plan_comparison(analysis.data.cohort, group);
  require_measures(options, analysis.data, analysis.plan);
  analysis.families = plan_permutations(options.group, options.seed, analysis.plan);
  if (options.group.harmonise.method != Harmonisation::none)
    analysis.harmonise = plan_harmonisation(options.group.harmonise, analysis.plan);
  analysis.estimators.emplace(options.group, analysis.plan);
  analysis.sensitivity = plan_sensitivity(options, group, analysis.data);
}

void say_plan(const Options& options, const GroupAnalysis& analysis)
{
  say_who(analysis.data, analysis.plan);
  say_plan(options.group, analysis.plan, analysis.families);
  for (const auto& warning : analysis.estimators->warnings()) base::log_warning(warning);
  if (analysis.harmonise && !harmonisation_warning(analysis.plan).empty())
    base::log_warning(harmonisation_warning(analysis.plan));
}

/// **Collective.** A reader of the outcomes that the models see.
stats::ReadOutcomes outcomes_together(const Options& options, const GroupAnalysis& analysis,
                                      const parallel::Communicator& world)
{
  const auto read = stats::outcomes_of(analysis.plan, analysis.data.read_edges);
  if (!analysis.harmonise) {
    if (world.is_master()) remove_harmonised(options);
    return read;
  }
  auto harmonised = harmonise_together(options.group.harmonise, analysis.data.cohort, analysis.plan, read,
                                       *analysis.harmonise, world);
  parallel::on_master(world, [&] {
    say_harmonised(harmonised);
    write_harmonised(options, analysis.data, analysis.plan, harmonised);
  });
  return std::move(harmonised.read);
}

/// The master's part: markers need every edge of a participant.
stats::GroupResult conclude(GroupAnalysis& analysis, const stats::ReadOutcomes& read, const Estimates& edges,
                            std::vector<ContrastDetails>& details)
{
  auto markers = markers_of(analysis.data, analysis.plan, read);
  const auto marker_estimates = analysis.estimators->of_block(markers.values);
  std::vector<stats::TestStatistics> edge_fits;
  std::vector<stats::TestStatistics> marker_fits;
  for (std::size_t c = 0; c < edges.contrasts.size(); ++c) {
    edge_fits.push_back(edges.contrasts[c].statistics);
    marker_fits.push_back(marker_estimates.contrasts[c].statistics);
    details.push_back(details_of(edges.contrasts[c], marker_estimates.contrasts[c]));
  }
  return stats::conclude(analysis.plan, std::move(markers), std::move(edge_fits), std::move(marker_fits), alpha);
}

void say_and_write(const Options& options, const GroupAnalysis& analysis, const stats::GroupResult& result,
                   const std::vector<ContrastDetails>& details)
{
  for (const auto& warning : result.warnings) base::log_warning(warning);
  for (std::size_t c = 0; c < details.size(); ++c) say_found(analysis.data, result, result.contrasts[c], details[c]);
  write_group_files(options, analysis.data, result, details);
  write_compared_data(options, analysis.data, analysis.plan.contrasts);
  forget_unfinished_permutations(options);
}

}  // namespace

ExitStatus group_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  GroupAnalysis analysis;
  parallel::agree(world, [&] { plan(options, analysis); });
  if (!analysis.families.empty()) require_one_kernel(world);
  if (world.is_master()) say_plan(options, analysis);
  if (options.dry_run) return ExitStatus::done;

  const auto lock = lock_output_together(options, "group", processes_together(world), world);
  const auto read = outcomes_together(options, analysis, world);
  const auto edges = estimate_edges_together(*analysis.estimators, analysis.plan, read, world);
  stats::GroupResult result;
  std::vector<ContrastDetails> details;
  parallel::on_master(world, [&] {
    result = conclude(analysis, read, edges, details);
    report_quality(options, analysis.data, analysis.plan, edges.motion, analysis.estimators->motion());
  });

  const auto graph = graph_of(analysis.data.cohort, analysis.plan);
  auto permuted = permute_together(options, analysis.plan, graph, read, analysis.families, result, world);
  if (permuted.stopped) {
    if (world.is_master()) base::warn("stopped on request; the same command goes on from here");
    return ExitStatus::stopped;
  }
  require_lock_together(lock.get(), options, world);
  parallel::on_master(world, [&] {
    for (std::size_t c = 0; !analysis.families.empty() && c < details.size(); ++c)
      infer(options.group, graph, std::move(permuted.contrasts[c]), result.contrasts[c], result.markers.summaries,
            static_cast<double>(analysis.plan.design.residual_df()), details[c]);
    say_and_write(options, analysis, result, details);
    report_measures(options, analysis.data, result.plan);
  });
  compare_pipelines_together(options, result, analysis.sensitivity, world);
  if (world.is_master()) {
    for (const auto& contrast : result.contrasts)
      base::info("{}", (options.out / "group" / contrast.contrast.name / "edges.tsv").string());
  }
  return ExitStatus::done;
}

}  // namespace dmn::jobs
