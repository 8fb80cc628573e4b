#include "treatment_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "clinical_words.hpp"
#include "stats/power.hpp"

namespace dmn::jobs {
namespace {

using clinical::TreatmentPlan;

constexpr double level = 0.05;

bool is_pilot(const TreatmentPlan& plan)
{
  const int smallest = plan.two_arms() ? std::min(plan.n_of_arm[0], plan.n_of_arm[1]) : plan.n_of_arm[0];
  return smallest < clinical::smallest_arm;
}

std::string design_paragraph(const TreatmentPlan& plan, const TreatmentResult& result)
{
  std::string text = people_sentence(plan.people) + "\n";
  if (plan.two_arms()) {
    text +=
        fmt::format("arms: {} (n = {}, reference) and {} (n = {}), {}\n", plan.arms[0], plan.n_of_arm[0], plan.arms[1],
                    plan.n_of_arm[1], plan.columns.randomised ? "declared randomised" : "not declared randomised");
  } else {
    text += "one arm: prognosis only\n";
  }
  text += fmt::format("outcome {} given {}; covariates: {}\n", plan.columns.post, plan.columns.pre,
                      plan.columns.covariates.empty() ? "none" : plan.columns.covariates);
  if (is_pilot(plan))
    text += fmt::format(
        "PILOT: fewer than {} participants an arm; interaction tests need far larger samples than main "
        "effects\n",
        clinical::smallest_arm);
  const auto contrast = plan.two_arms() ? clinical::interaction : clinical::prognosis;
  text +=
      fmt::format("power: one test sees {} of {:.2f} residual SDs of the outcome for one SD of the marker, with 80 %\n",
                  plan.two_arms() ? "an interaction" : "a slope", detectable(result, contrast));
  text += fmt::format("p_fwe: max-T over M1..M8 and over the network means apart, {} relabellings\n",
                      result.n_relabellings);
  if (plan.lost_test.method != stats::ExclusionMethod::none)
    text += fmt::format("lost between the arms: {}, p = {:.4g} (dropout.tsv)\n", stats::words(plan.lost_test.method),
                        plan.lost_test.p);
  return text;
}

std::string slope_words(const stats::TestStatistics& tested, Eigen::Index at)
{
  return fmt::format("{:+.3f} a SD, {}, {}", tested.beta[at], effect_words(tested, at),
                     p_words(tested.p[at], tested.p_fwe[at]));
}

std::string interaction_sentence(const TreatmentPlan& plan, const TreatmentResult& result, Eigen::Index at,
                                 const std::string& tag)
{
  const auto& tested = result.test(clinical::interaction);
  if (!plan.columns.randomised) return "    arms not randomised: not to be read as treatment selection\n";
  if (tested.p_fwe[at] <= level)
    return fmt::format(
        "    in this randomised comparison the marker modified the response (interaction {:+.3f}, {}, {}{})\n",
        tested.beta[at], effect_words(tested, at), tag, is_pilot(plan) ? ", pilot" : "");
  return fmt::format("    no evidence that the marker modified the response ({})\n", tag);
}

std::string marker_paragraph(const TreatmentPlan& plan, const TreatmentResult& result, Eigen::Index at)
{
  const auto s = static_cast<std::size_t>(at);
  const auto& summary = result.markers.summaries[s];
  std::string text = fmt::format("\n{} ({}), {}\n", summary.name, summary.description, connectivity::tag_of(summary));
  if (std::isnan(result.tests.front().p[at])) return text + "  not tested: " + result.status[s] + "\n";
  if (!plan.two_arms()) return text + "  prognostic: slope " + slope_words(result.test(clinical::prognosis), at) + "\n";
  text +=
      fmt::format("  prognostic: slope in {} {}\n", plan.arms[0], slope_words(result.test(clinical::prognosis), at));
  text += fmt::format("              slope in {} {}\n", plan.arms[1],
                      slope_words(result.test(clinical::slope_in_other), at));
  text += fmt::format("  {}: interaction {}\n", plan.columns.randomised ? "predictive" : "moderation",
                      slope_words(result.test(clinical::interaction), at));
  return text + interaction_sentence(plan, result, at, connectivity::tag_of(summary));
}

std::string benefit_paragraph(const TreatmentPlan& plan, const TreatmentResult& result)
{
  std::string text = "\nIndividual benefit, held-out sites\n";
  if (!result.benefit) return text + "  not computed: " + result.no_benefit + "\n";
  const auto& benefit = *result.benefit;
  text += fmt::format(
      "  benefit: expected {} in {} less that in {}, by ridge on {} and covariates; a site's people never\n"
      "  trained their own model\n",
      plan.columns.post, plan.arms[1], plan.arms[0], base::join(result.benefit_markers, ", "));
  text += fmt::format(
      "  outcome explained out of sample: q2 {:+.4f} with markers, {:+.4f} by covariates alone: gain {:+.4f}\n",
      benefit.with_markers.q2, benefit.covariates_only.q2, benefit.gain);
  text += fmt::format(
      "  calibration slope of the observed difference on the predicted one: {:+.2f} [{:+.2f}, {:+.2f}] (1 is "
      "calibrated, 0 no information)\n",
      benefit.calibration, benefit.calibration_low, benefit.calibration_high);
  if (benefit.gain <= 0) text += "  without a gain over covariates the markers add nothing here\n";
  return text;
}

}  // namespace

double detectable(const TreatmentResult& result, clinical::TreatmentContrast contrast)
{
  if (result.tests.size() <= contrast) return std::nan("");
  const auto& tested = result.test(contrast);
  for (Eigen::Index at = 0; at < tested.size(); ++at) {
    if (!std::isnan(tested.t[at])) return stats::minimum_detectable_g(tested.variance_factor[at]);
  }
  return std::nan("");
}

std::string reading_of_interaction(const TreatmentPlan& plan)
{
  if (!plan.two_arms()) return "one arm: prognosis only; nothing can be said about who gains from which treatment";
  if (plan.columns.randomised)
    return "randomised comparison: the interaction is the predictive part, the slope in the reference arm the "
           "prognostic "
           "part";
  return "the arms are not declared randomised (treatment.randomised): people may have come into an arm for reasons "
         "that the "
         "marker reflects, so the interaction cannot be read as treatment selection";
}

std::string treatment_report(const GroupData& data, const TreatmentPlan& plan, const TreatmentResult& result)
{
  std::string text = report_head("Treatment response: " + plan.columns.post, data);
  text += design_paragraph(plan, result);
  text += "Note: " + reading_of_interaction(plan) + ".\n";
  for (Eigen::Index at = 0; at < result.tests.front().size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    if (connectivity::is_fixed_marker(summary) || summary.name.starts_with("within_"))
      text += marker_paragraph(plan, result, at);
  }
  text += benefit_paragraph(plan, result);
  return text +
         "\nNothing here says which treatment a person is to have. A p above .05 is no evidence of a difference, not\n"
         "evidence of none.\n";
}

}  // namespace dmn::jobs
