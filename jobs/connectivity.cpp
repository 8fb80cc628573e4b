#include <algorithm>
#include <memory>

#include "all_runs.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "failure_record.hpp"
#include "gather.hpp"
#include "given_matrices.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "run_report.hpp"
#include "store/atomic_file.hpp"
#include "study.hpp"

namespace dmn::jobs {
namespace {

using parallel::Communicator;

/// What killed writers left of files that only this job writes, now that it is alone.
void remove_leftovers(const std::filesystem::path& out)
{
  const auto ours = [](const std::string& name) { return name == "manifest.tsv" || name.starts_with("cohort"); };
  store::remove_temporary_files(out, [&](const store::TemporaryFile& file) {
    return store::writer_has_ended(file) || (ours(file.final_name) && base::is_running(file.writer) != true);
  });
  store::remove_temporary_files(state_folder(out), store::writer_has_ended);
}

/// **Collective.** The folder is this job's; on the master.
std::unique_ptr<OutputLock> lock_folder(const Options& options, const std::vector<base::ProcessMark>& processes,
                                        const Communicator& world)
{
  auto lock = lock_output_together(options, scope_of(options.connectivity.slice), processes, world);
  parallel::on_master(world, [&] {
    if (lock && options.connectivity.slice.is_whole()) remove_leftovers(options.out);
  });
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
  require_lock_together(lock, options, rest);
  require_all_written(runs.results, rest);
  if (runs.stopped) {
    if (world.is_master()) base::info("stopped on request or for want of time; the same command resumes");
    return ExitStatus::stopped;
  }
  if (!options.connectivity.slice.is_whole()) return status_of_slice(runs.results, rest);
  const ExitStatus status = gather_all(options, study, manifest, runs.results, rest);
  if (rest.is_master()) forget_failures(state_folder(options.out));
  return status;
}

}  // namespace

ExitStatus connectivity_job(const Options& options, const Communicator& world)
{
  parallel::agree(world, [&] { require_one_input(options); });
  auto sets = options.input.matrices ? std::vector<parcellation::RoiSet>{} : load_sets_together(options, world);
  const auto processes = processes_together(world);
  const auto lock = lock_folder(options, processes, world);
  return options.input.matrices ? gather_given_matrices(options, world)
                                : process_and_gather(options, lock.get(), processes, std::move(sets), world);
}

}  // namespace dmn::jobs
