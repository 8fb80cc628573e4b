#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "change_analysis.hpp"
#include "clinical_words.hpp"
#include "stats/power.hpp"

namespace dmn::jobs {
namespace {

using clinical::ChangePlan;

std::string sessions_paragraph(const ChangePlan& plan)
{
  std::string text = people_sentence(plan.change) + "\n";
  text += fmt::format("sessions {}; change: session {} less session {}, in the same persons\n",
                      base::join(plan.sessions, ", "), plan.sessions.back(), plan.sessions.front());
  int without = 0;
  for (const auto& cell : plan.dropout) without += cell.n_excluded;
  text += fmt::format("with a first session but lacking a later one: {} persons (dropout.tsv)", without);
  if (plan.dropout_test.method != stats::ExclusionMethod::none)
    text += fmt::format("; difference between the groups: {}, p = {:.4g}", stats::words(plan.dropout_test.method),
                        plan.dropout_test.p);
  return text + "\n";
}

double detectable(const stats::TestStatistics& tested)
{
  for (Eigen::Index at = 0; at < tested.size(); ++at) {
    if (!std::isnan(tested.t[at])) return stats::minimum_detectable_g(tested.variance_factor[at]);
  }
  return std::nan("");
}

std::string course_lines(const ChangePlan& plan, const ChangeResult& result, Eigen::Index at)
{
  std::string text;
  for (std::size_t c = 0; c < result.course.size(); ++c) {
    const auto& course = result.course[c];
    if (std::isnan(course.beta[at])) continue;
    text += fmt::format("  all sessions, {:<28} {:+.4f} a unit of time, t({:.1f}) = {:.2f}, {}\n",
                        plan.course->contrasts[c].name, course.beta[at], course.df[at], course.t[at],
                        p_words(course.p[at], c == 0 ? result.course_p_fwe[at] : std::nan("")));
  }
  return text;
}

int beyond_noise(const ChangePlan& plan, const OwnChange& own, Eigen::Index marker, int group)
{
  int n = 0;
  const auto& group_of_row = plan.change.contrasts.front().group_of_row;
  for (std::size_t row = 0; row < group_of_row.size(); ++row)
    n += group_of_row[row] == group && std::abs(own.reliable(static_cast<Eigen::Index>(row), marker)) > 1.96 ? 1 : 0;
  return n;
}

std::string reliable_line(const ChangePlan& plan, const OwnChange& own, Eigen::Index at)
{
  if (std::isnan(own.icc[at])) return "  own change: reliability unknown\n";
  return fmt::format("  own change beyond +-1.96 of measurement noise (ICC {:.2f}): {} of {} {}, {} of {} {}\n",
                     own.icc[at], beyond_noise(plan, own, at, 0),
                     std::ranges::count(plan.change.contrasts.front().group_of_row, 0), plan.groups[0],
                     beyond_noise(plan, own, at, 1), std::ranges::count(plan.change.contrasts.front().group_of_row, 1),
                     plan.groups[1]);
}

std::string marker_paragraph(const ChangePlan& plan, const ChangeResult& result, Eigen::Index at)
{
  const auto s = static_cast<std::size_t>(at);
  const auto& summary = result.markers.summaries[s];
  std::string text = fmt::format("\n{} ({}), {}\n", summary.name, summary.description, connectivity::tag_of(summary));
  const auto& groups = result.change[clinical::of_groups];
  if (std::isnan(groups.p[at])) return text + "  not tested: " + stats::words(groups.status[s]) + "\n";
  text += fmt::format("  difference of change, {} - {}: {}, {}\n", plan.groups[0], plan.groups[1],
                      effect_words(groups, at), p_words(groups.p[at], groups.p_fwe[at]));
  for (std::size_t g = 0; g < 2; ++g) {
    const auto& own = result.change[clinical::in_first + g];
    text += fmt::format("  change within persons, {}: {:+.4f}, {}, p = {:.4g}\n", plan.groups[g], own.beta[at],
                        effect_words(own, at), own.p[at]);
  }
  text += course_lines(plan, result, at) + reliable_line(plan, result.own, at);
  if (result.conversion)
    text += fmt::format("  at the first session, {} - {}: {}, {} (association)\n", result.conversion_levels[1],
                        result.conversion_levels[0], effect_words(*result.conversion, at),
                        p_words(result.conversion->p[at], result.conversion->p_fwe[at]));
  return text;
}

}  // namespace

std::string change_report(const GroupData& data, const ChangeAnalysis& analysis, const ChangeResult& result)
{
  const auto& plan = analysis.plan;
  std::string text = report_head("Change over time", data);
  text += sessions_paragraph(plan);
  text += fmt::format(
      "model of the change: {}\np_fwe: max-T over M1..M8 and over the network means apart, {} relabellings within site",
      plan.change.design.formula.text, result.n_relabellings);
  text += plan.course ? ", whole persons over all sessions\n" : "\n";
  text +=
      fmt::format("one test of the difference sees |g| >= {:.2f} with 80 % power\n", detectable(result.change.front()));
  for (Eigen::Index at = 0; at < result.change.front().size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    if (connectivity::is_fixed_marker(summary) || summary.name.starts_with("within_"))
      text += marker_paragraph(plan, result, at);
  }
  text +=
      "\nThese are changes within persons between their sessions. That a group changes, or changes otherwise than "
      "another,\n"
      "does not say why: nothing here tells learning from treatment, ageing or the course of a disease. A person's "
      "change\n"
      "beyond the band is more than measurement noise would give one unchanged person in twenty.\n";
  if (result.conversion)
    text +=
        "A difference at the first session between people with later outcomes is an association; what it is worth for\n"
        "new people is a question for prediction in held-out sites.\n";
  return text;
}

}  // namespace dmn::jobs
