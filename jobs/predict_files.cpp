#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "gather.hpp"
#include "inference/blas.hpp"
#include "predict_report.hpp"
#include "report/tsv_writer.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;
using prediction::Interval;
using prediction::Measures;
using prediction::OutOfSample;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> fold_names(const PredictionReport& report)
{
  std::vector<std::string> names;
  for (const double fold : report.found.fold_of_row)
    names.push_back(report.validation.folds[static_cast<std::size_t>(fold)].name);
  return names;
}

struct Rows {
  std::vector<std::string> participant, session, site;
};

Rows rows_of(const PredictionReport& report)
{
  Rows rows{.participant = {}, .session = {}, .site = report.found.rows.site};
  for (Eigen::Index row = 0; row < report.data.size(); ++row) {
    rows.participant.push_back(report.data.participant(row));
    rows.session.push_back(report.data.session(row));
  }
  return rows;
}

std::string predictions_tsv(const PredictionReport& report)
{
  Rows rows = rows_of(report);
  return report::TsvWriter()
      .strings("participant_id", std::move(rows.participant))
      .strings("session", std::move(rows.session))
      .strings("site", std::move(rows.site))
      .numbers("observed", report.found.rows.outcome)
      .numbers("predicted", report.found.rows.predicted)
      .strings("fold", fold_names(report))
      .numbers("predicted_covariates_only", report.found.rows.covariates_only)
      .numbers("predicted_with_covariates", report.found.rows.with_covariates)
      .text();
}

/// A column of metrics.tsv.
struct Column {
  const char* name;
  double Measures::*value;
  Interval prediction::BootstrapIntervals::*interval;
};

const std::vector<Column>& metric_columns()
{
  using B = prediction::BootstrapIntervals;
  static const std::vector<Column> columns{{"auc", &Measures::auc, &B::auc},
                                           {"auc_all_rows", &Measures::auc_all_rows, nullptr},
                                           {"balanced_accuracy", &Measures::balanced_accuracy, &B::balanced_accuracy},
                                           {"brier", &Measures::brier, &B::brier},
                                           {"r", &Measures::r, &B::r},
                                           {"q2", &Measures::q2, &B::q2},
                                           {"mae", &Measures::mae, &B::mae},
                                           {"calibration_slope", &Measures::calibration_slope, &B::calibration_slope},
                                           {"calibration_intercept", &Measures::calibration_intercept, nullptr}};
  return columns;
}

/// A row of metrics.tsv.
struct MetricRow {
  std::string site;
  std::string model;
  Measures measures;
  bool has_intervals = false;
};

std::vector<MetricRow> metric_rows(const PredictionReport& report)
{
  std::vector<MetricRow> rows{
      {"all", "model", report.model, true},
      {"all", "covariates_only", report.covariates_only},
      {"all", "with_covariates", prediction::measures(report.found.rows, &OutOfSample::with_covariates)}};
  for (const auto& [name, which] :
       {std::pair{"model", &OutOfSample::predicted}, std::pair{"covariates_only", &OutOfSample::covariates_only},
        std::pair{"with_covariates", &OutOfSample::with_covariates}}) {
    for (auto& site : prediction::measures_by_site(report.found.rows, which))
      rows.push_back({site.site, name, site.measures});
  }
  return rows;
}

template <class Function>
Eigen::VectorXd column_of(const std::vector<MetricRow>& rows, const Function& value)
{
  Eigen::VectorXd column(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t row = 0; row < rows.size(); ++row) column[static_cast<Eigen::Index>(row)] = value(rows[row]);
  return column;
}

std::string metrics_tsv(const PredictionReport& report)
{
  const auto rows = metric_rows(report);
  std::vector<std::string> sites;
  std::vector<std::string> models;
  for (const auto& row : rows) {
    sites.push_back(row.site);
    models.push_back(row.model);
  }
  report::TsvWriter table;
  table.strings("site", sites).strings("model", models);
  table.integers("n",
                 column_of(rows, [](const MetricRow& row) { return static_cast<double>(row.measures.n); }).cast<int>());
  if (!report.target.positive.empty())
    table.integers("n_positive", column_of(rows, [](const MetricRow& row) {
                                   return static_cast<double>(row.measures.n_positive);
                                 }).cast<int>());
  for (const auto& column : metric_columns()) {
    table.numbers(column.name, column_of(rows, [&](const MetricRow& row) { return row.measures.*column.value; }));
    if (column.interval == nullptr) continue;
    const Interval interval = report.intervals.*column.interval;
    table.numbers(std::string(column.name) + "_low",
                  column_of(rows, [&](const MetricRow& row) { return row.has_intervals ? interval.low : none; }));
    table.numbers(std::string(column.name) + "_high",
                  column_of(rows, [&](const MetricRow& row) { return row.has_intervals ? interval.high : none; }));
  }
  return table.text();
}

/// How weights hold over the folds.
struct Stability {
  Eigen::VectorXd mean, sd;
  Eigen::VectorXi positive, negative;
};

Stability stability_of(const Eigen::MatrixXd& weights)
{
  const Eigen::Index p = weights.cols();
  const auto folds = static_cast<double>(weights.rows());
  Stability stability{Eigen::VectorXd(p), Eigen::VectorXd(p), Eigen::VectorXi(p), Eigen::VectorXi(p)};
  for (Eigen::Index f = 0; f < p; ++f) {
    const Eigen::VectorXd of_folds = weights.col(f);
    stability.mean[f] = of_folds.mean();
    stability.sd[f] = std::sqrt((of_folds.array() - of_folds.mean()).square().sum() / (folds - 1));
    stability.positive[f] = static_cast<int>((of_folds.array() > 0).count());
    stability.negative[f] = static_cast<int>((of_folds.array() < 0).count());
  }
  return stability;
}

std::string weights_tsv(const PredictionReport& report)
{
  const Stability stability = stability_of(report.found.weights);
  const auto folds = static_cast<int>(report.found.weights.rows());
  Eigen::VectorXi stable(report.weights.size());
  for (Eigen::Index f = 0; f < stable.size(); ++f)
    stable[f] = stability.positive[f] == folds || stability.negative[f] == folds ? 1 : 0;
  return report::TsvWriter()
      .strings("feature", report.features.names)
      .numbers("weight", report.weights)
      .numbers("mean_weight_of_folds", stability.mean)
      .numbers("sd_of_folds", stability.sd)
      .integers("folds_positive", stability.positive)
      .integers("folds_negative", stability.negative)
      .integers("same_sign_in_every_fold", stable)
      .text();
}

Json number(double value)
{
  return std::isnan(value) ? Json(nullptr) : Json(value);
}

Json interval_json(const Interval& interval)
{
  return {number(interval.low), number(interval.high)};
}

Json measures_json(const Measures& measures)
{
  Json all{{"n", measures.n}};
  for (const auto& column : metric_columns()) all[column.name] = number(measures.*column.value);
  return all;
}

Json sites_json(const PredictionReport& report)
{
  Json sites = Json::object();
  for (const auto& site : prediction::measures_by_site(report.found.rows, &OutOfSample::predicted))
    sites[site.site] = measures_json(site.measures);
  return sites;
}

Json left_out_json(const PredictionReport& report)
{
  Json reasons = Json::object();
  for (const auto& left_out : report.data.left_out) reasons[left_out.reason] = reasons.value(left_out.reason, 0) + 1;
  return reasons;
}

std::string summary_json(const PredictionReport& report)
{
  const auto& options = report.options.predict;
  Json intervals = Json::object();
  for (const auto& column : metric_columns())
    if (column.interval != nullptr) intervals[column.name] = interval_json(report.intervals.*column.interval);
  Json summary = measures_json(report.model);
  summary.update(
      Json{{"program", base::version()},
           {"outcome", report.target.outcome},
           {"positive", report.target.positive},
           {"reference", report.target.reference},
           {"method", prediction::words(report.validation.method)},
           {"features", words(options.features)},
           {"kind", report.features.kind},
           {"n_features", report.features.names.size()},
           {"n_features_left_out_incomplete", report.features.n_incomplete},
           {"harmonise", options.combat ? "combat" : "none"},
           {"covariates", report.data.covariates},
           {"folds", options.folds ? fmt::format("{} folds of participants", *options.folds) : "leave one site out"},
           {"seed", report.options.seed},
           {"primary_measure", report.primary_name()},
           {"intervals_95", intervals},
           {"gain_over_covariates", number(report.gain)},
           {"gain_interval_95", interval_json(report.intervals.gain)},
           {"gain_is_shown", report.shows_gain()},
           {"permutations", report.found.null_measure.size()},
           {"p", number(report.p)},
           {"p_gain", number(report.p_gain)},
           {"covariates_only", measures_json(report.covariates_only)},
           {"sites", sites_json(report)},
           {"penalty_of_folds", Json::array()},
           {"left_out", left_out_json(report)},
           {"blas_kernel", inference::blas_kernel()},
           {"text", summary_text(report)}});
  for (const double penalty : report.found.penalty) summary["penalty_of_folds"].push_back(number(penalty));
  return summary.dump(2) + "\n";
}

std::string dictionary_json()
{
  const Json dictionary{
      {"predictions.tsv",
       {{"observed", "outcome; for classes 1 is the class that summary.json calls positive"},
        {"predicted", "by a model that did not see the participant's fold: number, or probability of class 1"},
        {"fold", "the site that was held out, or the number of the fold"},
        {"predicted_covariates_only", "by the covariates without any feature"},
        {"predicted_with_covariates", "by features and covariates together (the same as predicted, but for cpm)"}}},
      {"metrics.tsv",
       {{"site", "a site, or all"},
        {"model", "which column of predictions.tsv: model is predicted"},
        {"auc", "area under the ROC curve; all: mean over sites with both classes, weighted by their participants"},
        {"auc_all_rows", "of all participants at once; differences between sites count, too"},
        {"balanced_accuracy", "mean of sensitivity and specificity at probability 0.5"},
        {"brier", "mean squared difference of probability and class"},
        {"r", "Pearson correlation of observed and predicted"},
        {"q2", "1 - squared errors over squared differences from the training mean"},
        {"mae", "mean absolute error, units of the outcome"},
        {"calibration_slope", "of observed on predicted (logistic on the logit, for probabilities); ideal 1"},
        {"calibration_intercept", "of the same line; ideal 0"},
        {"*_low, *_high", "95 % bootstrap interval, participants drawn within sites, models not fitted anew"}}},
      {"weights.tsv",
       {{"weight", "of the model of all participants, a training SD of the feature beyond the covariates; cpm: sign"},
        {"mean_weight_of_folds", "mean over outer folds"},
        {"sd_of_folds", "standard deviation over outer folds (n - 1)"},
        {"folds_positive", "outer folds with a weight above 0"},
        {"folds_negative", "outer folds with a weight below 0"},
        {"same_sign_in_every_fold", "1 or 0; a weight is not a measure of a feature's own relation to the outcome"}}}};
  return dictionary.dump(2) + "\n";
}

void write_result(const PredictionReport& report)
{
  const auto path = prediction_folder(report.options, report.target.folder) / "result.h5";
  store::ResultWriter file(path, "dmn-cohort-predict/1", provenance_of(report.options));
  const Rows rows = rows_of(report);
  const auto& found = report.found;
  file.attribute("outcome", report.target.outcome);
  file.attribute("positive", report.target.positive);
  file.attribute("method", prediction::words(report.validation.method));
  file.attribute("features", words(report.options.predict.features));
  file.attribute("kind", report.features.kind);
  file.attribute("harmonise", report.options.predict.combat ? "combat" : "none");
  file.attribute("roi_set", report.data.data.cohort.roi_set);
  file.attribute("roi_hash", report.data.data.cohort.roi_hash);
  file.attribute("seed", std::to_string(report.options.seed));
  file.strings("/predictions/participant_id", rows.participant, "participants, a row each");
  file.strings("/predictions/site", rows.site, "site");
  file.strings("/predictions/fold", fold_names(report), "what was held out");
  file.numbers("/predictions/observed", found.rows.outcome, "outcome", "outcome, or class 0 and 1");
  file.numbers("/predictions/predicted", found.rows.predicted, "outcome", "out of sample");
  file.numbers("/predictions/covariates_only", found.rows.covariates_only, "outcome", "out of sample, no features");
  file.numbers("/predictions/with_covariates", found.rows.with_covariates, "outcome",
               "out of sample, features and covariates");
  file.numbers("/predictions/training_mean", found.rows.training_mean, "outcome", "mean of the fold's training rows");
  file.strings("/features/name", report.features.names, "features");
  file.numbers("/features/weight", report.weights, "1", "of the model of all participants");
  file.matrix("/folds/weights", found.weights, "1", "a row a fold, a column a feature");
  file.numbers("/folds/penalty", found.penalty, "1", "alpha (ridge) or C (logistic) chosen in each fold");
  if (found.null_measure.size() > 0) {
    file.numbers("/null/measure", found.null_measure, "1", "AUC or q2 of each relabelling, the identity first");
    file.numbers("/null/gain", found.null_gain, "1", "gain over covariates of each relabelling, the identity first");
  }
  file.finish();
}

}  // namespace

void write_prediction_files(const PredictionReport& report)
{
  const auto folder = prediction_folder(report.options, report.target.folder);
  store::write_text_atomically(folder / "predictions.tsv", predictions_tsv(report));
  store::write_text_atomically(folder / "metrics.tsv", metrics_tsv(report));
  store::write_text_atomically(folder / "weights.tsv", weights_tsv(report));
  store::write_text_atomically(folder / "dictionary.json", dictionary_json());
  store::write_text_atomically(folder / "summary.json", summary_json(report));
  store::write_text_atomically(folder / "summary.txt", summary_text(report));
  write_result(report);
}

}  // namespace dmn::jobs
