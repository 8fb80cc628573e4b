#include <optional>
#include <string>

#include "base/log.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "treatment_response.hpp"
#include "treatment_words.hpp"

namespace dmn::jobs {
namespace {

clinical::TreatmentColumns columns_of(const TreatmentOptions& options)
{
  return {.post = options.post,
          .pre = options.pre,
          .arm = options.arm,
          .reference = options.reference,
          .randomised = options.randomised,
          .covariates = options.covariates};
}

std::optional<std::string> session_of(const GroupOptions& options)
{
  if (options.session.empty()) return std::nullopt;
  return options.session;
}

void say_plan(const GroupData& data, const clinical::TreatmentPlan& plan)
{
  for (const auto& warning : data.warnings) base::log_warning(warning);
  for (const auto& warning : plan.people.warnings) base::log_warning(warning);
  base::info("{}: {} participants, {} left out", plan.columns.post, plan.post.size(), plan.people.left_out.size());
  base::info("{}", reading_of_interaction(plan));
}

}  // namespace

ExitStatus treatment_job(const Options& options, const parallel::Communicator& world)
{
  GroupData data;
  clinical::TreatmentPlan plan;
  parallel::agree(world, [&] {
    data = load_group_data(options);
    require_two_people(data);
    plan = clinical::plan_treatment(data.cohort, session_of(options.group), columns_of(options.clinical.treatment));
  });
  if (world.is_master()) say_plan(data, plan);
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, "treatment", processes_together(world), world);

  const auto result = response_together(options, data, plan, world);
  require_lock_together(lock.get(), options, world);
  parallel::on_master(world, [&] { write_response(options, data, plan, result); });
  if (world.is_master()) base::info("{}", (options.out / "treatment").string());
  return ExitStatus::done;
}

}  // namespace dmn::jobs
