#include "one_against_rest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "clinical_outcomes.hpp"
#include "inference/counted_p.hpp"
#include "one_kernel.hpp"
#include "predict_run.hpp"
#include "prediction/cross_validation.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

/// Columns of the model that are neither site nor label.
Eigen::MatrixXd covariates_of(const clinical::SubtypePlan& plan)
{
  const auto& design = plan.plan.design;
  std::vector<Eigen::Index> chosen;
  for (const auto k : design.basis.kept) {
    const auto& column = design.columns[static_cast<std::size_t>(k)];
    const bool other = std::ranges::any_of(column.term, [&](const auto& powered) {
      return powered.name == plan.column || design.find_variable(powered.name)->role == stats::Role::site;
    });
    if (!column.term.empty() && !other) chosen.push_back(k);
  }
  return design.matrix(Eigen::all, chosen);
}

prediction::CrossValidation validation_of(const clinical::SubtypePlan& plan, const stats::MarkerValues& markers,
                                          std::uint64_t seed)
{
  const auto& cohort = plan.plan.participants.cohort;
  prediction::CrossValidation validation{.method = prediction::Method::logistic, .seed = seed};
  validation.source.values = markers.values(Eigen::all, markers_of_everybody(markers));
  validation.source.covariates = covariates_of(plan);
  validation.source.site = stats::site_labels(cohort, plan.plan.design.rows);
  for (const auto row : plan.plan.design.rows)
    validation.person.push_back(cohort.runs[static_cast<std::size_t>(row)].participant);
  if (validation.source.site.empty()) throw base::DesignError("no participant has a site");
  if (validation.source.values.cols() == 0) throw base::DesignError("no marker that everybody has");
  validation.folds = prediction::leave_one_group_out(validation.source.site);
  return validation;
}

/// N: 1 for those of the level.
Eigen::VectorXd labels_of(const clinical::SubtypePlan& plan, int level)
{
  const auto& variable = *plan.plan.design.find_variable(plan.column);
  Eigen::VectorXd labels(plan.plan.design.n_rows());
  for (Eigen::Index row = 0; row < labels.size(); ++row)
    labels[row] = variable.level[static_cast<std::size_t>(row)] == level ? 1.0 : 0.0;
  return labels;
}

/// @throws DesignError naming the site without which the label, or the rest, is missing
void require_both_classes(const prediction::CrossValidation& validation, const Eigen::VectorXd& labels)
{
  for (const auto& fold : validation.folds) {
    const Eigen::VectorXd training = labels(fold.training);
    if (training.minCoeff() < training.maxCoeff()) continue;
    throw base::DesignError(fmt::format("without {} there are no two classes to learn from", fold.name));
  }
}

double counted_p(const Eigen::VectorXd& null)
{
  if (null.size() == 0 || null.array().isNaN().any()) return std::nan("");
  return inference::NullDistribution(null).p(null[0]);
}

void describe(const ValidatedPrediction& found, std::uint64_t seed, OneAgainstRest& result)
{
  result.markers = prediction::measures(found.rows, &prediction::OutOfSample::predicted);
  result.covariates_only = prediction::measures(found.rows, &prediction::OutOfSample::covariates_only);
  result.gain = prediction::gain(found.rows);
  result.auc_p = counted_p(found.null_measure);
  result.gain_p = counted_p(found.null_gain);
  result.intervals = prediction::bootstrap(found.rows, seed);
}

/// **Collective.** Nothing if stopped on request.
std::optional<OneAgainstRest> compare_together(const clinical::SubtypePlan& plan, const stats::MarkerValues& markers,
                                               int level, int permutations, std::uint64_t seed,
                                               const parallel::Communicator& world)
{
  OneAgainstRest result{.level = plan.plan.design.find_variable(plan.column)->levels[static_cast<std::size_t>(level)]};
  const Eigen::VectorXd labels = labels_of(plan, level);
  result.n_level = static_cast<int>(labels.sum());
  result.n_rest = static_cast<int>(labels.size()) - result.n_level;
  prediction::CrossValidation validation;
  try {
    validation = validation_of(plan, markers, seed);
    require_both_classes(validation, labels);
  } catch (const base::DesignError& problem) {
    result.reason = problem.problem();
    return result;
  }
  std::optional<inference::Relabellings> relabellings;
  if (permutations > 1) relabellings.emplace(exchange_within_sites(validation.source.site, labels), permutations, seed);
  const auto found = validate_together(validation, labels, relabellings ? &*relabellings : nullptr, world);
  if (found.stopped) return std::nullopt;
  parallel::on_master(world, [&] { describe(found, seed, result); });
  return result;
}

template <class Field>
Eigen::VectorXd column(const std::vector<OneAgainstRest>& levels, const Field& field)
{
  Eigen::VectorXd values(static_cast<Eigen::Index>(levels.size()));
  for (std::size_t l = 0; l < levels.size(); ++l)
    values[static_cast<Eigen::Index>(l)] = levels[l].reason.empty() ? field(levels[l]) : std::nan("");
  return values;
}

}  // namespace

std::optional<std::vector<OneAgainstRest>> one_against_rest_together(const clinical::SubtypePlan& plan,
                                                                     const stats::MarkerValues& markers,
                                                                     int permutations, std::uint64_t seed,
                                                                     const parallel::Communicator& world)
{
  require_one_kernel(world);
  std::vector<OneAgainstRest> levels;
  for (int level = 0; level < static_cast<int>(plan.levels.size()); ++level) {
    auto compared = compare_together(plan, markers, level, permutations, seed, world);
    if (!compared) return std::nullopt;
    levels.push_back(std::move(*compared));
  }
  return levels;
}

ResultTable one_against_rest_table(const std::vector<OneAgainstRest>& levels)
{
  std::vector<std::string> names;
  std::vector<std::string> status;
  Eigen::VectorXi n_level(static_cast<Eigen::Index>(levels.size()));
  Eigen::VectorXi n_rest = n_level;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    names.push_back(levels[l].level);
    status.push_back(levels[l].reason.empty() ? "held-out sites" : levels[l].reason);
    n_level[static_cast<Eigen::Index>(l)] = levels[l].n_level;
    n_rest[static_cast<Eigen::Index>(l)] = levels[l].n_rest;
  }
  const auto auc = [](const OneAgainstRest& each) { return each.markers.auc; };
  const auto auc_low = [](const OneAgainstRest& each) { return each.intervals.auc.low; };
  const auto auc_high = [](const OneAgainstRest& each) { return each.intervals.auc.high; };
  const auto auc_p = [](const OneAgainstRest& each) { return each.auc_p; };
  const auto gain_p = [](const OneAgainstRest& each) { return each.gain_p; };
  const auto auc_covariates = [](const OneAgainstRest& each) { return each.covariates_only.auc; };
  const auto gain = [](const OneAgainstRest& each) { return each.gain; };
  const auto gain_low = [](const OneAgainstRest& each) { return each.intervals.gain.low; };
  const auto gain_high = [](const OneAgainstRest& each) { return each.intervals.gain.high; };
  ResultTable table;
  table.strings("level", names, "label against all others")
      .integers("n_level", n_level, "participants", "with the label")
      .integers("n_rest", n_rest, "participants", "with another one")
      .numbers("auc", column(levels, auc), "1", "markers, held-out sites")
      .numbers("auc_low", column(levels, auc_low), "1", "2.5 % quantile, bootstrap within sites")
      .numbers("auc_high", column(levels, auc_high), "1", "97.5 % quantile")
      .numbers("auc_p", column(levels, auc_p), "1", "p of auc, labels exchanged within sites, the identity counted")
      .numbers("auc_covariates", column(levels, auc_covariates), "1", "covariates alone, held-out sites")
      .numbers("gain", column(levels, gain), "1", "AUC of both less that of the covariates")
      .numbers("gain_low", column(levels, gain_low), "1", "2.5 % quantile")
      .numbers("gain_high", column(levels, gain_high), "1", "97.5 % quantile")
      .numbers("gain_p", column(levels, gain_p), "1", "p of gain, likewise")
      .strings("status", status, "`held-out sites`, or why not");
  return table;
}

std::string one_against_rest_words(const std::vector<OneAgainstRest>& levels)
{
  std::string text =
      "\nOne label against all others, markers of sites that the model has not seen (logistic regression)\n";
  for (const auto& each : levels) {
    if (!each.reason.empty()) {
      text += fmt::format("  {:<20} not computed: {}\n", each.level, each.reason);
      continue;
    }
    const auto p = [](double value) { return std::isnan(value) ? "" : fmt::format(", p = {:.4g}", value); };
    text += fmt::format(
        "  {:<20} AUC {:.3f} [{:.3f}, {:.3f}]{}; covariates alone {:.3f}; gain {:+.3f} [{:+.3f}, {:+.3f}]{}\n",
        each.level, each.markers.auc, each.intervals.auc.low, each.intervals.auc.high, p(each.auc_p),
        each.covariates_only.auc, each.gain, each.intervals.gain.low, each.intervals.gain.high, p(each.gain_p));
  }
  return text +
         "  p: labels exchanged within sites, the whole cross-validation done anew for each. Without a gain over the\n"
         "  covariates nothing is claimed of the markers.\n";
}

}  // namespace dmn::jobs
