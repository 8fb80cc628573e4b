#include "signal/denoise.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "signal/butterworth.hpp"
#include "signal/censoring.hpp"
#include "signal/framewise_displacement.hpp"
#include "signal/quality.hpp"
#include "signal/run_limits.hpp"
#include "signal/shared_denoising.hpp"
#include "signal/strategy.hpp"
#include "signal/usable_rois.hpp"
#include "signal/zero_phase_filter.hpp"

namespace dmn::signal {
namespace {

using Indices = std::vector<Eigen::Index>;

template <class Strings>
void append(std::vector<std::string>& all, const Strings& more)
{
  all.insert(all.end(), more.begin(), more.end());
}

void check_shapes(const TimeSeries& series, const ConfoundTable& confounds)
{
  if (!(series.repetition_time.value > 0.0) || !std::isfinite(series.repetition_time.value)) {
    throw base::InputError("repetition time is not usable", {.field = "RepetitionTime",
                                                             .expected = "seconds above 0",
                                                             .found = fmt::format("{}", series.repetition_time.value)});
  }
  if (static_cast<Eigen::Index>(confounds.names.size()) != confounds.values.cols()) {
    throw base::ShapeError("confound names and values differ in number",
                           {.field = "names",
                            .expected = std::to_string(confounds.values.cols()),
                            .found = std::to_string(confounds.names.size())});
  }
  if (!confounds.absent() && confounds.values.rows() != series.values.rows()) {
    throw base::InputError("confounds and series differ in length", {.field = "rows",
                                                                     .expected = std::to_string(series.values.rows()),
                                                                     .found = std::to_string(confounds.values.rows())});
  }
}

RunQc early_qc(const TimeSeries& series, const VolumeChoice& volumes, const FramewiseDisplacement& displacement,
               const Indices& rois)
{
  RunQc qc;
  const auto n_steady = static_cast<double>(volumes.steady.size());
  qc.tr_s = series.repetition_time.value;
  qc.n_volumes = static_cast<double>(series.values.rows());
  qc.n_non_steady = qc.n_volumes - n_steady;
  qc.n_kept = static_cast<double>(volumes.kept.size());
  qc.kept_seconds = qc.n_kept * qc.tr_s;
  if (n_steady > 0) qc.fraction_censored = 1.0 - qc.n_kept / n_steady;
  if (displacement.known()) {
    const auto fd = mean_and_maximum(displacement.mm(volumes.steady));
    qc.mean_fd = fd.mean;
    qc.max_fd = fd.maximum;
  }
  qc.n_valid_rois = static_cast<double>(rois.size());
  qc.tsnr = temporal_snr(series.values(volumes.steady, rois));
  return qc;
}

Sections filter_sections(const DenoiseOptions& options, base::Seconds repetition_time)
{
  if (options.filter != Filter::butterworth) return {};
  return butterworth(options.order, options.high_pass, options.low_pass, repetition_time);
}

void standardise(Eigen::MatrixXd& residuals)
{
  const double degrees = static_cast<double>(residuals.rows() - 1);
  for (Eigen::Index c = 0; c < residuals.cols(); ++c) residuals.col(c) /= residuals.col(c).norm() / std::sqrt(degrees);
}

Eigen::MatrixXd spread_over_rois(const Eigen::MatrixXd& columns, const Indices& rois, Eigen::Index n_rois)
{
  Eigen::MatrixXd series = Eigen::MatrixXd::Constant(columns.rows(), n_rois, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = 0; k < rois.size(); ++k) series.col(rois[k]) = columns.col(static_cast<Eigen::Index>(k));
  return series;
}

void add(Denoised& result, const Verdict& verdict)
{
  append(result.exclusions, verdict.exclusions);
  append(result.warnings, verdict.warnings);
}

bool long_enough_to_filter(Denoised& result, std::size_t n_frames, Eigen::Index padding, int order)
{
  if (static_cast<Eigen::Index>(n_frames) > padding) return true;
  result.exclusions.push_back(
      fmt::format("{} volumes, not more than the {} that a Butterworth filter of order {} is padded with", n_frames,
                  padding, order));
  return false;
}

}  // namespace

Denoised denoise(const TimeSeries& series, const ConfoundTable& confounds, const DenoiseOptions& options)
{
  std::optional<NuisanceModel> model;
  PreparedSeries prepared;
  return denoise_sharing(series, confounds, options, model, prepared);
}

Denoised denoise_sharing(const TimeSeries& series, const ConfoundTable& confounds, const DenoiseOptions& options,
                         std::optional<NuisanceModel>& model, PreparedSeries& prepared)
{
  check_shapes(series, confounds);
  Indices rois = valid_rois(series.values);
  auto choice = choose_confounds(confounds, options);
  const Eigen::MatrixXd selected = confound_values(confounds, choice.columns);
  const auto displacement = framewise_displacement(confounds, options, series.repetition_time);
  const VolumeChoice volumes = choose_volumes(confounds, displacement.mm, options, series.values.rows());
  const Sections sections = filter_sections(options, series.repetition_time);

  Denoised result;
  result.kept = volumes.kept_volumes();
  result.confounds = std::move(choice.columns);
  append(result.warnings, choice.warnings);
  append(result.warnings, displacement.warnings);
  if (!result.kept.empty()) rois = varying_rois(series.values, rois, result.kept, result.warnings);
  result.qc = early_qc(series, volumes, displacement, rois);
  add(result, judge_motion(result.qc, options));
  if (result.kept.size() < fewest_kept_volumes) return result;
  if (!long_enough_to_filter(result, volumes.steady.size(), default_padding(sections), options.order)) return result;

  if (!model) {
    const Eigen::MatrixXd regressors = selected.rows() == 0 ? Eigen::MatrixXd(series.values.rows(), 0) : selected;
    model = nuisance_model(regressors, volumes, options, sections, series.repetition_time);
  }
  result.model = *model;
  result.qc.confound_rank = static_cast<double>(result.model.regressors.rank);
  result.qc.dof = band_share(options, result.qc.tr_s) * result.qc.n_kept - result.qc.confound_rank;
  add(result, judge_freedom(result.qc, options));
  if (result.qc.n_kept <= result.qc.confound_rank) return result;

  const Eigen::VectorXd raw_norms = series.values(result.kept, rois).colwise().norm();
  Eigen::MatrixXd cleaned = prepared(series.values, rois, *model);
  remove_regressors(cleaned, model->regressors);
  drop_explained(cleaned, rois, raw_norms, result.warnings);
  result.qc.n_valid_rois = static_cast<double>(rois.size());
  result.qc.gcor = global_correlation(cleaned);
  if (options.standardize) standardise(cleaned);
  result.series = spread_over_rois(cleaned, rois, series.values.cols());
  return result;
}

}  // namespace dmn::signal
