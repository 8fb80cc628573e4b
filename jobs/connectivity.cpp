#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "gather.hpp"
#include "given_matrices.hpp"
#include "jobs.hpp"
#include "parallel/dispatch.hpp"
#include "process_run.hpp"
#include "stop_request.hpp"
#include "study.hpp"

namespace dmn::jobs {
namespace {

using parallel::Communicator;

struct Outcome {
  std::vector<RunResult> results;  ///< on the master, in manifest order
  bool stopped = false;
};

/// **Collective.** Every usable run becomes a shard.
Outcome process_runs(const Options& options, const Study& study, const bids::Manifest& manifest,
                     const Communicator& world)
{
  const auto order = manifest.usable_largest_first();
  const auto n_tasks = std::stoull(world.broadcast_together(std::to_string(order.size())));
  RunProcessor process(options, study);
  base::Progress progress("runs", order.size(), 0, options.log_json);
  const auto done = parallel::dispatch(
      world, n_tasks, [&](std::size_t task) { return text_of(manifest.runs[order[task]]); },
      [&](std::size_t, const std::string& run) { return text_of(process(run_from(run))); },
      {.on_finished = [&](const parallel::TaskOutcome& task) { task.failed() ? progress.failed() : progress.done(); },
       .stop_requested = stop_requested});

  Outcome outcome{.stopped = done.stopped};
  for (const auto& task : done.outcomes) {
    RunResult result{.row = order[task.task], .failure = task.failure};
    if (!task.failed()) result.answer = answer_from(task.answer);
    outcome.results.push_back(std::move(result));
  }
  std::ranges::sort(outcome.results, {}, &RunResult::row);
  return outcome;
}

void say_run_problems(const bids::Manifest& manifest, const std::vector<RunResult>& results)
{
  std::size_t kept = 0;
  for (const auto& result : results) {
    const std::string run = base::display(manifest.runs[result.row].id);
    if (!result.failure.empty()) base::log_warning(result.failure);
    if (result.answer.kept) ++kept;
    if (result.answer.combinations.empty()) continue;
    const auto& primary = result.answer.combinations.front();
    for (const auto& reason : primary.exclusions) base::warn("{}: excluded: {}", run, reason);
    for (const auto& warning : primary.warnings) base::warn("{}: {}", run, warning);
    for (const auto& invalid : primary.invalid) base::warn("{}: invalid ROI {}", run, invalid);
  }
  if (kept > 0) base::info("{} finished shards were kept; --fresh computes them again", kept);
}

/// **Collective.** The shards become one cohort file a combination. Status of the primary one.
ExitStatus gather_all(const Options& options, const Study& study, const bids::Manifest& manifest,
                      const std::vector<RunResult>& results, const Communicator& world)
{
  std::string status;
  for (std::size_t i = 0; i < study.combinations.size(); ++i) {
    const auto& combination = study.combinations[i];
    AssembledCohort assembled;
    parallel::on_master(world, [&] {
      assembled = assemble_cohort(manifest, results, i, study.sets[combination.set]);
      assembled.cohort.pipeline = denoising_text(options.denoising[combination.denoising]);
    });
    gather_cohort(options, study, combination, assembled, world);
    const auto& cohort = assembled.cohort;
    if (world.is_master()) {
      base::info("{}: {} runs, {} ROIs, {} edges, {} excluded", cohort_path(options, study, combination).string(),
                 cohort.runs.size(), cohort.rois.size(), cohort.edges.size(), cohort.excluded.size());
    }
    if (combination.is_primary())
      status = cohort.runs.empty() ? "nothing" : cohort.excluded.empty() ? "done" : "excluded";
  }
  status = world.broadcast_together(status);
  return status == "nothing" ? ExitStatus::nothing : status == "done" ? ExitStatus::done : ExitStatus::some_excluded;
}

/// **Collective.** What a dry run can say.
ExitStatus status_of_index(const bids::Manifest& manifest, const Communicator& world)
{
  const bool any_excluded = std::ranges::any_of(manifest.runs, [](const bids::Run& run) { return !run.usable(); });
  return world.broadcast_together(any_excluded ? "excluded" : "") == "excluded" ? ExitStatus::some_excluded
                                                                                : ExitStatus::done;
}

}  // namespace

ExitStatus connectivity_job(const Options& options, const Communicator& world)
{
  parallel::agree(world, [&] { require_one_input(options); });
  if (options.input.matrices) return gather_given_matrices(options, world);

  auto sets = load_sets_together(options, world);
  bids::Manifest manifest;
  parallel::on_master(world, [&] {
    manifest = index_study(options);
    if (manifest.usable_largest_first().empty()) throw base::NothingToDo("no usable run was found");
  });
  const Study study = prepare_study(options, std::move(sets), manifest, world);
  if (options.dry_run) return status_of_index(manifest, world);

  const Outcome outcome = process_runs(options, study, manifest, world);
  if (world.is_master()) say_run_problems(manifest, outcome.results);
  if (outcome.stopped) {
    if (world.is_master()) base::info("stopped on request; the same command resumes");
    return ExitStatus::stopped;
  }
  return gather_all(options, study, manifest, outcome.results, world);
}

}  // namespace dmn::jobs
