#include <algorithm>
#include <memory>

#include "all_runs.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "gather.hpp"
#include "given_matrices.hpp"
#include "jobs.hpp"
#include "output_lock.hpp"
#include "run_report.hpp"
#include "store/atomic_file.hpp"
#include "study.hpp"

namespace dmn::jobs {
namespace {

using parallel::Communicator;

/// **Collective.** The processes of this job, on the master.
std::vector<base::ProcessMark> processes_together(const Communicator& world)
{
  std::vector<base::ProcessMark> processes;
  for (const auto& text : world.gather_together(text_of(base::this_process())))
    processes.push_back(base::process_mark_from(text).value_or(base::ProcessMark{}));
  return processes;
}

/// What killed writers left of files that only this job writes, now that it is alone.
void remove_leftovers(const std::filesystem::path& out)
{
  const auto ours = [](const std::string& name) { return name == "manifest.tsv" || name.starts_with("cohort"); };
  store::remove_temporary_files(out, [&](const store::TemporaryFile& file) {
    return store::writer_has_ended(file) || (ours(file.final_name) && base::is_running(file.writer) != true);
  });
  store::remove_temporary_files(state_folder(out), store::writer_has_ended);
}

/// The folder is this job's. A dry run needs none.
std::unique_ptr<OutputLock> lock_output(const Options& options, const std::vector<base::ProcessMark>& processes)
{
  if (options.dry_run) return nullptr;
  const auto& slice = options.connectivity.slice;
  const std::string scope = slice.is_whole() ? OutputLock::whole : fmt::format("{}-of-{}", slice.number, slice.of);
  auto lock = std::make_unique<OutputLock>(options.out, scope, owner_of_this_job(processes));
  if (!lock->remark().empty()) base::info("{}", lock->remark());
  if (slice.is_whole()) remove_leftovers(options.out);
  return lock;
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
      if (combination.is_primary()) say_counted_reasons(cohort.excluded);
    }
    if (combination.is_primary())
      status = cohort.runs.empty() ? "nothing" : cohort.excluded.empty() ? "done" : "excluded";
  }
  status = world.broadcast_together(status);
  return status == "nothing" ? ExitStatus::nothing : status == "done" ? ExitStatus::done : ExitStatus::some_excluded;
}

/// **Collective.** What a slice, which gathers nothing, can say.
ExitStatus status_of_slice(const std::vector<RunResult>& results, const Communicator& world)
{
  const bool any_excluded = std::ranges::any_of(results, [](const RunResult& result) {
    return !result.failure.empty() || !result.answer.combinations.front().exclusions.empty();
  });
  if (world.is_master()) base::info("{} shards of this slice are finished", results.size());
  return world.broadcast_together(any_excluded ? "excluded" : "") == "excluded" ? ExitStatus::some_excluded
                                                                                : ExitStatus::done;
}

/// **Collective.** What a dry run can say.
ExitStatus status_of_index(const bids::Manifest& manifest, const Communicator& world)
{
  const bool any_excluded = std::ranges::any_of(manifest.runs, [](const bids::Run& run) { return !run.usable(); });
  return world.broadcast_together(any_excluded ? "excluded" : "") == "excluded" ? ExitStatus::some_excluded
                                                                                : ExitStatus::done;
}

/// **Collective.** Another job's word counts from here on: what is finished is finished, the rest is its work.
void require_lock(const OutputLock* lock, const Options& options, const Communicator& world)
{
  parallel::on_master(world, [&] {
    if (lock != nullptr && lock->lost())
      throw base::IoError("another job has taken this folder over, or its lock was removed; finished shards are kept",
                          {.file = state_folder(options.out).string()});
  });
}

/// **Collective.** A full disk is no property of a run: no cohort file leaves runs out for it.
void require_all_written(const std::vector<RunResult>& results, const Communicator& world)
{
  parallel::on_master(world, [&] {
    for (const auto& result : results) {
      if (!result.answer.unwritten.empty())
        throw base::IoError("a shard could not be written; the same command resumes: " + result.answer.unwritten);
    }
  });
}

ExitStatus process_and_gather(const Options& options, const OutputLock* lock,
                              const std::vector<base::ProcessMark>& processes, std::vector<parcellation::RoiSet> sets,
                              const Communicator& world)
{
  bids::Manifest manifest;
  parallel::on_master(world, [&] {
    manifest = index_study(options);
    if (manifest.usable_largest_first().empty()) throw base::NothingToDo("no usable run was found");
  });
  const Study study = prepare_study(options, std::move(sets), manifest, world);
  if (options.dry_run) return status_of_index(manifest, world);

  const AllRuns runs = process_all_runs(options, study, manifest, lock, processes, world);
  const auto rest = world.has_lost_ranks() ? Communicator::serial() : world;
  if (world.is_master()) say_run_problems(manifest, runs.results);
  require_lock(lock, options, rest);
  require_all_written(runs.results, rest);
  if (runs.stopped) {
    if (world.is_master()) base::info("stopped on request or for want of time; the same command resumes");
    return ExitStatus::stopped;
  }
  return options.connectivity.slice.is_whole() ? gather_all(options, study, manifest, runs.results, rest)
                                               : status_of_slice(runs.results, rest);
}

}  // namespace

ExitStatus connectivity_job(const Options& options, const Communicator& world)
{
  parallel::agree(world, [&] { require_one_input(options); });
  auto sets = options.input.matrices ? std::vector<parcellation::RoiSet>{} : load_sets_together(options, world);
  const auto processes = processes_together(world);
  std::unique_ptr<OutputLock> lock;
  parallel::on_master(world, [&] { lock = lock_output(options, processes); });
  return options.input.matrices ? gather_given_matrices(options, world)
                                : process_and_gather(options, lock.get(), processes, std::move(sets), world);
}

}  // namespace dmn::jobs
