#include <memory>

#include "base/log.hpp"
#include "change_analysis.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"

namespace dmn::jobs {
namespace {

void say_plan(const GroupData& data, const clinical::ChangePlan& plan)
{
  for (const auto& warning : data.warnings) base::log_warning(warning);
  for (const auto& warning : plan.change.warnings) base::log_warning(warning);
  base::info("change from session {} to session {}: {} participants, {} left out", plan.sessions.front(),
             plan.sessions.back(), plan.change.design.n_rows(), plan.change.left_out.size());
  if (plan.course) base::info("course over {} sessions: {} scans", plan.sessions.size(), plan.course->design.n_rows());
  if (plan.conversion) base::info("conversion: {} participants", plan.conversion->design.n_rows());
}

}  // namespace

ExitStatus change_job(const Options& options, const parallel::Communicator& world)
{
  GroupData data;
  std::unique_ptr<ChangeAnalysis> analysis;
  parallel::agree(world, [&] {
    data = load_group_data(options);
    require_two_people(data);
    analysis = std::make_unique<ChangeAnalysis>(plan_change_analysis(options, data));
  });
  if (world.is_master()) say_plan(data, analysis->plan);
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, "change", processes_together(world), world);

  const auto result = change_together(options, data, *analysis, world);
  require_lock_together(lock.get(), options, world);
  parallel::on_master(world, [&] { write_change(options, data, *analysis, result); });
  if (world.is_master()) base::info("{}", (options.out / "change").string());
  return ExitStatus::done;
}

}  // namespace dmn::jobs
