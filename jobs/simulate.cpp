#include "base/error.hpp"
#include "base/log.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "paint_series.hpp"
#include "simulate_cohort.hpp"
#include "simulated_run.hpp"

namespace dmn::jobs {
namespace {

ExitStatus paint_into_atlas(const Options& options, const parallel::Communicator& world)
{
  parcellation::RoiSet atlas;
  parallel::agree(world, [&] {
    if (!options.paint.atlas)
      throw base::UsageError("series need an atlas to be painted into",
                             {.field = "simulate.atlas", .expected = "a label NIfTI"});
    atlas = parcellation::load_roi_set({.set = options.paint.atlas->string(), .labels = options.rois.labels},
                                       shipped_rois_folder());
  });
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, OutputLock::whole, processes_together(world), world);
  const PaintRequest request{
      .series = *options.paint.from_series, .participants = options.input.participants, .tr_s = options.input.tr_s};
  return paint_series(options.simulate, request, atlas, options.out, options.log_json, world);
}

}  // namespace

ExitStatus simulate_job(const Options& options, const parallel::Communicator& world)
{
  if (options.paint.from_series) return paint_into_atlas(options, world);

  parcellation::RoiSet set;
  parallel::agree(world, [&] { set = parcellation::load_roi_set(options.rois, shipped_rois_folder()); });
  if (options.dry_run) {
    if (world.is_master())
      base::info("{} runs would be simulated under {}", plan_runs(options.simulate, options.out).size(),
                 options.out.string());
    return ExitStatus::done;
  }
  const auto lock = lock_output_together(options, OutputLock::whole, processes_together(world), world);
  return simulate_cohort(options.simulate, options.out, set.rois, options.log_json, world);
}

}  // namespace dmn::jobs
