#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "jobs.hpp"
#include "locked_output.hpp"
#include "profile_files.hpp"
#include "profile_fingerprint.hpp"
#include "profile_plan.hpp"
#include "profile_scores.hpp"
#include "profile_values.hpp"
#include "report/profile_card.hpp"

namespace dmn::jobs {
namespace {

void require_named_people(const Options& options, const ProfilePlan& plan)
{
  std::vector<std::string> known;
  for (const auto& run : plan.rows.people.runs) known.push_back(run.participant);
  for (const auto& name : options.profile.named_cards) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto near = base::nearest(name, known);
    throw base::UsageError("", {.field = "profile.cards",
                                .expected = "participants of the data" + (near.empty() ? "" : ", such as " + near),
                                .found = name});
  }
}

void say_plan(const Options& options, const ProfilePlan& plan)
{
  base::info("{}", report::research_use_banner);
  for (const auto& warning : plan.shared.data.warnings) base::log_warning(warning);
  for (const auto& warning : plan.warnings) base::log_warning(warning);
  base::info("{}: {} people and sessions, {} edges", plan.shared.data.source, plan.rows.runs.size(),
             plan.source.edges.size());
  if (plan.given_norm) {
    base::info("norm: {}, {} measures, adjusted for {}", options.profile.norm->string(),
               plan.given_norm->measures.size(), plan.given_norm->with_site.formula.text);
  } else {
    base::info("norm: {} controls (\"{}\"), adjusted for {}", plan.controls.size(), options.profile.controls,
               plan.covariates.text.empty() ? "nothing" : plan.covariates.text);
  }
  base::info("reliability and fingerprint: {}", plan.repeats.words);
  if (plan.repeats.kind == split_halves) base::warn("{}", note_on_halves);
}

void say_fingerprint(const Fingerprint& fingerprint)
{
  if (!fingerprint.identification) {
    base::info("no fingerprint: {}", fingerprint.reason);
    return;
  }
  const auto& found = *fingerprint.identification;
  base::info("Idiff {:.2f}, p = {:.4g}; identified {:.0f} % and {:.0f} % of {} people ({:.1f} % by chance)",
             found.i_diff, fingerprint.p, 100 * found.rate_first_second(), 100 * found.rate_second_first(), found.n,
             100.0 / found.n);
}

void say_found(const ProfileFound& found)
{
  for (const auto& group : found.groups) {
    if (group.n_scored > 0)
      base::info("{}: {} of {} compared measures lie beyond the middle 95 % of controls",
                 group.group.empty() ? "no group" : group.group, group.n_beyond, group.n_scored);
  }
  if (found.n_site_unadjusted > 0)
    base::warn("{} comparisons do not take the site into account", found.n_site_unadjusted);
  if (found.n_withheld > 0) base::warn("{} comparisons are withheld; the column status says why", found.n_withheld);
  if (found.cards_left_out)
    base::warn("no cards: more than {} people; ask with profile.cards = all, or for some of them", most_usual_cards);
  if (!found.norm_left_out.empty()) base::warn("no norm file: {}", found.norm_left_out);
}

void compare_and_write(const Options& options, const ProfilePlan& plan, const Fingerprint& fingerprint)
{
  const auto values = profile_values(plan);
  if (values.measures.empty())
    base::warn("the ROI table names no network and no region of a marker: there is nothing to compare");
  const ProfileScores scores(options, plan, values);
  for (const auto& warning : scores.warnings()) base::log_warning(warning);
  if (!values.dropped_rois.empty())
    base::warn("without data in more than 10 % of the people, hence in no measure: {}",
               base::join(values.dropped_rois, ", "));
  say_fingerprint(fingerprint);
  say_found(write_profile_files(options, plan, values, scores, fingerprint));
  base::info("{}", (options.out / "profile" / "profiles.tsv").string());
}

}  // namespace

ExitStatus profile_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  ProfilePlan plan;
  parallel::agree(world, [&] {
    plan = plan_profile(options);
    require_named_people(options, plan);
  });
  if (world.is_master()) say_plan(options, plan);
  if (options.dry_run) return ExitStatus::done;
  const auto lock = lock_output_together(options, "profile", processes_together(world), world);
  const auto fingerprint = fingerprint_together(plan, options.profile.permutations, options.seed, world);
  require_lock_together(lock.get(), options, world);
  parallel::on_master(world, [&] { compare_and_write(options, plan, fingerprint); });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
