#include "simulate_cohort.hpp"

#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "base/version.hpp"
#include "files/delimited.hpp"
#include "parallel/dispatch.hpp"
#include "simulated_run.hpp"
#include "simulation_truth.hpp"
#include "stop_request.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

using simulation::ConnectivityModel;
using simulation::SimulateOptions;

void require_same_cohort(const std::filesystem::path& truth, const std::string& text)
{
  if (!std::filesystem::exists(truth) || files::read_text(truth) == text) return;
  throw base::UsageError("this folder holds another simulated cohort",
                         {.file = truth.string(), .field = "out", .expected = "an empty folder or the same options"});
}

void write_tables(const SimulateOptions& options, const ConnectivityModel& model, const std::vector<PlannedRun>& plan,
                  const std::filesystem::path& out)
{
  const auto truth = out / "truth";
  const std::string truth_text = truth_json_text(options, model);
  require_same_cohort(truth / "truth.json", truth_text);
  store::write_text_atomically(truth / "truth.json", truth_text);
  store::write_text_atomically(truth / "edges.tsv", truth_edges_text(model));
  store::write_text_atomically(truth / "runs.tsv", truth_runs_text(options, model, plan));
  if (options.write_series)
    store::write_text_atomically(truth / "series" / "manifest.tsv", true_series_manifest_text(model, plan));
  store::write_text_atomically(out / "participants.tsv", participants_text(options, model));
  for (const auto& site : model.sites())
    store::write_text_atomically(
        out / site.name / "dataset_description.json",
        bids::dataset_description_text("Synthetic resting-state cohort, " + site.name, base::version()));
}

std::vector<std::size_t> unfinished(const std::vector<PlannedRun>& plan)
{
  std::vector<std::size_t> left;
  for (std::size_t run = 0; run < plan.size(); ++run)
    if (!std::filesystem::exists(plan[run].root / plan[run].files.bold)) left.push_back(run);
  return left;
}

void require_all_written(const std::vector<parallel::TaskOutcome>& outcomes)
{
  for (const auto& task : outcomes)
    if (task.failed()) throw base::IoError("a run could not be written: " + task.failure);
}

}  // namespace

ExitStatus simulate_cohort(const SimulateOptions& options, const std::filesystem::path& out,
                           const connectivity::RoiTable& rois, bool log_json, const parallel::Communicator& world)
{
  std::vector<PlannedRun> plan;
  std::unique_ptr<ConnectivityModel> model;
  std::unique_ptr<SimulatedRunWriter> write;
  parallel::agree(world, [&] {
    simulation::require_sensible(options);
    plan = plan_runs(options, out);
    model = std::make_unique<ConnectivityModel>(options, rois);
    write = std::make_unique<SimulatedRunWriter>(options, *model, out);
  });
  std::vector<std::size_t> left;
  parallel::on_master(world, [&] {
    write_tables(options, *model, plan, out);
    left = unfinished(plan);
  });
  const auto n_tasks = std::stoull(world.broadcast_together(std::to_string(left.size())));

  base::Progress progress("runs", plan.size(), plan.size() - n_tasks, log_json);
  const auto done = parallel::dispatch(
      world, n_tasks, [&](std::size_t task) { return std::to_string(left[task]); },
      [&](std::size_t, const std::string& run) {
        (*write)(plan[std::stoull(run)]);
        return std::string();
      },
      {.on_finished = [&](const parallel::TaskOutcome& task) { task.failed() ? progress.failed() : progress.done(); },
       .stop_requested = stop_requested});
  parallel::on_master(world, [&] { require_all_written(done.outcomes); });
  if (done.stopped) return ExitStatus::stopped;
  if (world.is_master()) base::info("{}: {} runs of {} participants", out.string(), plan.size(), options.participants);
  return ExitStatus::done;
}

}  // namespace dmn::jobs
