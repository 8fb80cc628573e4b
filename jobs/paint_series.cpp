#include "paint_series.hpp"

#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "bids/index.hpp"
#include "painted_run.hpp"
#include "parallel/dispatch.hpp"
#include "simulation/brain.hpp"
#include "stop_request.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

using simulation::SimulateOptions;

/// The usable series, each with the task that names its files. Every rank reads the same files in the same way.
struct SeriesToPaint {
  std::vector<bids::Run> runs;
  std::vector<std::string> problems;
  stats::Table participants;
};

SeriesToPaint find_series(const SimulateOptions& options, const PaintRequest& request)
{
  bids::IndexOptions index;
  index.series = request.series;
  index.participants = request.participants;
  index.task = options.task;
  index.tr_s = request.tr_s;
  index.needs_confounds = false;
  bids::Manifest manifest = bids::index_cohort(index);

  SeriesToPaint found{.runs = {}, .problems = manifest.warnings, .participants = std::move(manifest.participants)};
  for (auto& run : manifest.runs) {
    if (run.usable()) {
      if (run.id.task.empty()) run.id.task = options.task;
      found.runs.push_back(std::move(run));
    } else {
      found.problems.push_back(base::display(run.id) + ": not painted: " + run.reason);
    }
  }
  if (found.runs.empty()) {
    throw base::NothingToDo("no usable series was found: " + base::join(found.problems, "\n"),
                            {.file = request.series.string()});
  }
  return found;
}

void write_tables(const SeriesToPaint& found, const std::filesystem::path& out)
{
  for (const auto& problem : found.problems) base::log_warning(problem);
  if (!found.participants.columns.empty())
    store::write_text_atomically(out / "participants.tsv", bids::table_text(found.participants));
  store::write_text_atomically(out / "derivatives" / "dataset_description.json",
                               bids::dataset_description_text("ROI series painted into an atlas", base::version()));
}

}  // namespace

ExitStatus paint_series(const SimulateOptions& options, const PaintRequest& request, const parcellation::RoiSet& atlas,
                        const std::filesystem::path& out, bool log_json, const parallel::Communicator& world)
{
  SeriesToPaint found;
  std::unique_ptr<PaintedRunWriter> paint;
  parallel::agree(world, [&] {
    simulation::require_sensible(options);
    const auto lattice = simulation::mni_lattice(options.grid_mm);
    paint = std::make_unique<PaintedRunWriter>(
        image::Grid{.shape = lattice.shape, .to_mm = lattice.to_mm}, atlas,
        bids::DerivativeNaming{.space = options.space,
                               .resolution = options.res_entity ? std::to_string(options.grid_mm) : "",
                               .regressors = options.naming == simulation::Naming::older},
        out / "derivatives");
    found = find_series(options, request);
  });
  parallel::on_master(world, [&] { write_tables(found, out); });

  base::Progress progress("runs", found.runs.size(), 0, log_json);
  const auto done = parallel::dispatch(world, found.runs.size(),
                                       [&](std::size_t task) {
                                         (*paint)(found.runs[task]);
                                         return std::string();
                                       },
                                       {.on_finished =
                                            [&](const parallel::TaskOutcome& task) {
                                              task.failed() ? progress.failed() : progress.done();
                                              if (task.failed()) found.problems.push_back(task.failure);
                                              if (task.failed()) base::log_warning(task.failure);
                                            },
                                        .stop_requested = stop_requested});
  if (done.stopped) return ExitStatus::stopped;
  const bool all = world.broadcast_together(found.problems.empty() ? "all" : "some") == "all";
  return all ? ExitStatus::done : ExitStatus::some_excluded;
}

}  // namespace dmn::jobs
