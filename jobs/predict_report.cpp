#include "predict_report.hpp"

#include <limits>

#include "inference/counted_p.hpp"

namespace dmn::jobs {
namespace {

/// Relabellings without the measure (a single class everywhere) are as good as chance can be bad: they count against.
double counted(const Eigen::VectorXd& null)
{
  if (null.size() == 0 || std::isnan(null[0])) return std::numeric_limits<double>::quiet_NaN();
  const Eigen::VectorXd comparable = null.array().isNaN().select(std::numeric_limits<double>::infinity(), null.array());
  return inference::NullDistribution(comparable).p(null[0]);
}

}  // namespace

PredictionReport report_of(const Options& options, const PredictionData& data, const Features& features,
                           const PredictionTarget& target, const prediction::CrossValidation& validation,
                           const ValidatedPrediction& found)
{
  using prediction::OutOfSample;
  PredictionReport report{.options = options,
                          .data = data,
                          .features = features,
                          .target = target,
                          .validation = validation,
                          .found = found};
  report.model = prediction::measures(found.rows, &OutOfSample::predicted);
  report.covariates_only = prediction::measures(found.rows, &OutOfSample::covariates_only);
  report.intervals = prediction::bootstrap(found.rows, options.seed);
  report.gain = prediction::gain(found.rows);
  report.p = counted(found.null_measure);
  report.p_gain = counted(found.null_gain);
  return report;
}

std::filesystem::path prediction_folder(const Options& options, const std::string& folder)
{
  return options.out / "predict" / folder;
}

}  // namespace dmn::jobs
