#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "jobs.hpp"
#include "recorded_job.hpp"
#include "run_steps.hpp"
#include "stop_request.hpp"
#include "study_status.hpp"

namespace dmn::jobs {
namespace {

using parallel::Communicator;

/// `connectivity` looks itself at what is missing; of the others the record tells.
std::optional<ExitStatus> kept_status(const Job& step, const Options& options)
{
  return step.name == "connectivity" ? std::nullopt : done_before(step, options);
}

/// **Collective.** kept_status() as the master sees it.
std::optional<ExitStatus> kept_status_together(const Job& step, const Options& options, const Communicator& world)
{
  std::string status;
  parallel::on_master(world, [&] {
    if (const auto kept = kept_status(step, options)) status = *kept == ExitStatus::done ? "done" : "excluded";
  });
  status = world.broadcast_together(status);
  if (status.empty()) return std::nullopt;
  return status == "done" ? ExitStatus::done : ExitStatus::some_excluded;
}

std::string state_of_connectivity(const Options& options)
{
  if (!std::filesystem::is_directory(options.out)) return "nothing is there";
  const auto study = look_at_study(options);
  const std::size_t n_finished = study.shards.finished.size();
  const std::size_t n_shards = n_finished + study.shards.left();
  return n_shards == 0 ? fmt::format("cohort file {}", words(study.cohort))
                       : fmt::format("{} of {} shards, cohort file {}", n_finished, n_shards, words(study.cohort));
}

/// Lines `step<tab>state` on stdout, for people and scripts.
void list_steps(const std::vector<const Job*>& steps, const Options& options)
{
  bool earlier_done = true;
  for (const auto* step : steps) {
    std::string state = state_of_connectivity(options);
    if (step->name != "connectivity") {
      earlier_done = earlier_done && kept_status(*step, step_options(*step, options)).has_value();
      state = earlier_done ? "done" : "to do";
    }
    fmt::print("{}\t{}\n", step->name, state);
  }
}

/// What one step's end means for the whole: nothing, if the next one may start.
std::optional<ExitStatus> early_end(ExitStatus status, const Communicator& world)
{
  if (world.has_lost_ranks()) {
    base::warn("ranks were lost; the same command goes on from here");
    return status == ExitStatus::nothing ? status : ExitStatus::stopped;
  }
  if (status == ExitStatus::done || status == ExitStatus::some_excluded) return std::nullopt;
  return status;
}

}  // namespace

ExitStatus run_job(const Options& options, const Communicator& world)
{
  std::vector<const Job*> steps;
  parallel::agree(world, [&] { steps = planned_steps(options); });
  if (options.dry_run) {
    parallel::on_master(world, [&] { list_steps(steps, options); });
    return ExitStatus::done;
  }
  ExitStatus worst = ExitStatus::done;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Options own = step_options(*steps[i], options);
    const auto kept = kept_status_together(*steps[i], own, world);
    if (world.is_master())
      base::info("step {} of {}: {}{}", i + 1, steps.size(), steps[i]->name, kept ? ": done before, kept" : "");
    const ExitStatus status = kept ? *kept : do_recorded(*steps[i], own, world);
    if (const auto end = early_end(status, world)) return *end;
    worst = std::max(worst, status);
    const bool stop = world.broadcast_together(stop_requested() ? "stop" : "") == "stop";
    if (stop && i + 1 < steps.size()) {
      if (world.is_master()) base::warn("stopped on request; the same command goes on from here");
      return ExitStatus::stopped;
    }
  }
  return worst;
}

}  // namespace dmn::jobs
