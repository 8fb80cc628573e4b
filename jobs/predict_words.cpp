#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "methods_text.hpp"
#include "predict_report.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* banner =
    "Research use only; not a diagnostic device. Values describe statistical position relative to this cohort's "
    "controls "
    "and do not confirm, refute or explain a person's pain.";

std::string number(double value)
{
  return std::isnan(value) ? "n/a" : fmt::format("{:.3f}", value);
}

std::string with_interval(double value, const prediction::Interval& interval)
{
  return fmt::format("{} [{}, {}]", number(value), number(interval.low), number(interval.high));
}

std::string what(const PredictionReport& report)
{
  const auto& target = report.target;
  if (target.positive.empty()) return target.outcome;
  return fmt::format("{}: {} against {}", target.outcome, target.positive, target.reference);
}

std::string who(const PredictionReport& report)
{
  const std::set<std::string> sites(report.data.site.begin(), report.data.site.end());
  std::string text = fmt::format("{} participants", report.data.size());
  if (!sites.empty()) text += " of " + counted(std::ssize(sites), "site");
  if (!report.target.positive.empty())
    text += fmt::format(", {} of them {}", static_cast<int>(report.target.values.sum()), report.target.positive);
  return text + fmt::format("; {} left out for want of outcome, covariates or data.", report.data.left_out.size());
}

std::string how(const PredictionReport& report)
{
  const auto& options = report.options.predict;
  std::string text = fmt::format("{} on {} features ({}); ", prediction::words(report.validation.method),
                                 report.features.names.size(), words(options.features));
  text += options.folds ? fmt::format("{} folds of participants", *options.folds) : "each site held out once";
  text += "; scaling, covariates";
  if (options.combat) text += ", ComBat";
  if (options.features == FeatureKind::tangent) text += ", tangent reference";
  text += report.validation.method == prediction::Method::cpm ? " and selection" : " and penalty";
  text += " from the training participants alone.";
  if (options.combat && !options.folds) text += " A held-out site is unknown to ComBat and keeps its values.";
  return text;
}

std::string measured(const PredictionReport& report)
{
  const auto& model = report.model;
  const auto& intervals = report.intervals;
  std::string text;
  if (report.target.positive.empty()) {
    text = fmt::format("In participants that the models had not seen: q2 = {}, r = {}, mean absolute error {}.",
                       with_interval(model.q2, intervals.q2), with_interval(model.r, intervals.r),
                       with_interval(model.mae, intervals.mae));
    if (model.q2 < 0) text += " q2 is negative: the mean of the training participants does better than the model.";
  } else {
    text = fmt::format(
        "In participants that the models had not seen: AUC = {} (within sites, weighted by their size), balanced "
        "accuracy "
        "{}, Brier score {}, calibration slope {}.",
        with_interval(model.auc, intervals.auc), with_interval(model.balanced_accuracy, intervals.balanced_accuracy),
        with_interval(model.brier, intervals.brier),
        with_interval(model.calibration_slope, intervals.calibration_slope));
  }
  return text + " Intervals: 95 %, bootstrap within sites of these predictions; models were not fitted anew.";
}

std::string chance(const PredictionReport& report)
{
  if (report.found.null_measure.size() == 0) return "No relabellings were made: nothing is said about chance.";
  if (std::isnan(report.p)) return fmt::format("{} does not exist here, so there is no p.", report.primary_name());
  return fmt::format(
      "p = {:.4g} for {} and p = {:.4g} for its gain, counted over {} relabellings within sites{}, the whole "
      "analysis done anew for each.",
      report.p, report.primary_name(), report.p_gain, report.found.null_measure.size(),
      report.enumerated ? " (every distinct one)" : "");
}

std::string gained(const PredictionReport& report)
{
  const std::string covariates = report.data.covariates.empty() ? "a model without covariates"
                                                                : base::join(report.data.covariates, ", ") + " alone";
  const double alone = report.target.positive.empty() ? report.covariates_only.q2 : report.covariates_only.auc;
  std::string text = fmt::format("Gain over {} ({} = {}): {}.", covariates, report.primary_name(), number(alone),
                                 with_interval(report.gain, report.intervals.gain));
  if (report.shows_gain())
    return text + " In these participants the features carry information beyond the covariates (exploratory).";
  return text + " No gain is shown, so nothing is said about connectivity.";
}

std::string without_auc(const PredictionReport& report)
{
  if (report.target.positive.empty()) return {};
  std::vector<std::string> one_class;
  std::vector<std::string> small_folds;
  for (const auto& site : prediction::measures_by_site(report.found.rows, &prediction::OutOfSample::predicted)) {
    const auto& measures = site.measures;
    if (!std::isnan(measures.auc)) continue;
    const bool has_both = measures.n_positive > 0 && measures.n_positive < measures.n;
    (has_both ? small_folds : one_class).push_back(site.site);
  }
  std::string text;
  if (!one_class.empty())
    text += fmt::format("One class only, so no AUC there: {}. Their participants count in the Brier score.\n",
                        base::join(one_class, ", "));
  if (!small_folds.empty())
    text += fmt::format("No fold holds participants of both classes, so no AUC there: {}. Ask for fewer folds.\n",
                        base::join(small_folds, ", "));
  return text;
}

}  // namespace

std::string summary_text(const PredictionReport& report)
{
  std::string text = fmt::format("{}\n\n{}\n{}\n{}\n\n{}\n{}\n{}\n", banner, what(report), who(report), how(report),
                                 measured(report), gained(report), chance(report));
  text += without_auc(report);
  if (report.features.n_incomplete > 0)
    text += fmt::format("{} features that some participant lacks were left out.\n", report.features.n_incomplete);
  if (report.target.against_rest)
    text += "The label is clinical; it is not read from the scan. One level against the rest, exploratory.\n";
  return text;
}

}  // namespace dmn::jobs
