#include <algorithm>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "clinical_outcomes.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "subtype_comparison.hpp"
#include "symptom_overlap.hpp"

namespace dmn::jobs {
namespace {

struct SymptomsPlan {
  GroupData data;
  std::vector<SymptomAnalysis> scores;
  std::vector<SubtypeAnalysis> subtypes;
};

void require_something_to_do(const SymptomOptions& options)
{
  if (!options.scores.empty() || !options.subtypes.empty()) return;
  throw base::UsageError("nothing to compare",
                         {.field = "symptoms.score",
                          .expected = "a column of a symptom score, or labels in symptoms.subtype",
                          .found = "nothing"});
}

/// Two columns may not write into one folder.
void require_own_folders(const SymptomOptions& options)
{
  std::set<std::string> folders;
  for (const auto& [columns, prefix] : {std::pair(options.scores, ""), std::pair(options.subtypes, "subtype_")}) {
    for (const auto& column : columns) {
      const std::string folder = prefix + folder_name(column);
      if (!folders.insert(folder).second)
        throw base::UsageError("two columns would be written to one folder",
                               {.field = "symptoms.score", .expected = "names that differ", .found = folder});
    }
  }
}

/// What can be refused is refused here.
SymptomsPlan plan_symptoms(const Options& options)
{
  const auto& symptoms = options.clinical.symptoms;
  require_something_to_do(symptoms);
  require_own_folders(symptoms);
  SymptomsPlan plan{.data = load_group_data(options)};
  require_two_people(plan.data);
  for (const auto& score : symptoms.scores) plan.scores.push_back(plan_overlap(options, plan.data, score));
  for (const auto& column : symptoms.subtypes)
    plan.subtypes.push_back(plan_subtype_comparison(options, plan.data, column));
  return plan;
}

void say_who(const stats::GroupPlan& plan, const std::string& what)
{
  for (const auto& warning : plan.warnings) base::warn("{}: {}", what, warning);
  base::info("{}: {} participants, {} left out", what, plan.design.n_rows(), plan.left_out.size());
}

void say_plan(const SymptomsPlan& plan)
{
  for (const auto& warning : plan.data.warnings) base::log_warning(warning);
  for (const auto& score : plan.scores) say_who(score.plan.adjusted, score.plan.score);
  for (const auto& labels : plan.subtypes) say_who(labels.plan.plan, labels.plan.column);
}

}  // namespace

ExitStatus symptoms_job(const Options& options, const parallel::Communicator& world)
{
  SymptomsPlan plan;
  parallel::agree(world, [&] { plan = plan_symptoms(options); });
  if (world.is_master()) say_plan(plan);
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, "symptoms", processes_together(world), world);

  for (const auto& score : plan.scores) {
    const auto result = overlap_together(options, plan.data, score, world);
    require_lock_together(lock.get(), options, world);
    parallel::on_master(world, [&] { write_overlap(options, plan.data, score, result); });
  }
  for (const auto& labels : plan.subtypes) {
    const auto result = compare_subtypes_together(options, plan.data, labels, world);
    if (!result) {
      if (world.is_master()) base::warn("stopped on request; the same command does the unfinished question again");
      return ExitStatus::stopped;
    }
    require_lock_together(lock.get(), options, world);
    parallel::on_master(world, [&] { write_subtypes(options, plan.data, labels, *result); });
  }
  if (world.is_master()) base::info("{}", (options.out / "symptoms").string());
  return ExitStatus::done;
}

}  // namespace dmn::jobs
