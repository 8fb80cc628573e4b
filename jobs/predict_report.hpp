#pragma once

#include <string>

#include "options.hpp"
#include "predict_data.hpp"
#include "predict_run.hpp"
#include "prediction/bootstrap.hpp"

namespace dmn::jobs {

/// All that is told about one question.
struct PredictionReport {
  const Options& options;
  const PredictionData& data;
  const Features& features;
  const PredictionTarget& target;
  const prediction::CrossValidation& validation;
  const ValidatedPrediction& found;
  Eigen::VectorXd weights = {};               ///< p, of the model of all rows
  double penalty = 0;                         ///< of that model; NaN for CPM
  prediction::Measures model = {};            ///< pooled
  prediction::Measures covariates_only = {};  ///< pooled
  prediction::BootstrapIntervals intervals = {};
  double gain = 0;
  double p = 0;       ///< counted, of the primary measure; NaN without relabellings
  double p_gain = 0;  ///< counted, of the gain
  bool enumerated = false;

  /// The features add something that is not chance: by the interval of the gain and, where there are relabellings, by
  /// both p-values.
  bool shows_gain() const { return intervals.gain.low > 0 && !(p > 0.05) && !(p_gain > 0.05); }
  std::string primary_name() const { return target.positive.empty() ? "q2" : "AUC"; }
};

/// Measures, intervals and counted p-values of what was found; the weights are the caller's.
PredictionReport report_of(const Options& options, const PredictionData& data, const Features& features,
                           const PredictionTarget& target, const prediction::CrossValidation& validation,
                           const ValidatedPrediction& found);

/// The findings in sentences that obey METHODS.md section 8, with the research-use banner.
std::string summary_text(const PredictionReport& report);

/// predictions.tsv, metrics.tsv, weights.tsv, dictionary.json, summary.json, summary.txt and result.h5 in
/// predict/<folder>/.
void write_prediction_files(const PredictionReport& report);

/// Folder of a target's files.
std::filesystem::path prediction_folder(const Options& options, const std::string& folder);

}  // namespace dmn::jobs
