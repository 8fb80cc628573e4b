#include "signal/nuisance_model.hpp"

#include <string>
#include <utility>

#include "base/error.hpp"
#include "signal/drift.hpp"
#include "signal/spline.hpp"
#include "signal/zero_phase_filter.hpp"

namespace dmn::signal {
namespace {

Eigen::MatrixXd filtered(const Eigen::MatrixXd& columns, const NuisanceModel& model)
{
  FrameMatrix frames = columns(model.volumes.steady, Eigen::all);
  interpolate_censored(frames, model.volumes.kept);
  if (model.detrend) remove_trend(frames);
  filter_zero_phase(frames, model.sections, Padding::odd, default_padding(model.sections));
  Eigen::MatrixXd kept = frames(model.volumes.kept, Eigen::all);
  centre(kept);
  return kept;
}

/// @param kept  n_kept x C
void level(Eigen::MatrixXd& kept, const NuisanceModel& model)
{
  if (!model.detrend) return centre(kept);
  Eigen::VectorXd times(kept.rows());
  for (Eigen::Index k = 0; k < times.size(); ++k)
    times(k) = static_cast<double>(model.volumes.kept[static_cast<std::size_t>(k)]);
  remove_trend(kept, times);
}

Eigen::MatrixXd with_cosines(const Eigen::MatrixXd& kept, const NuisanceModel& model, const DenoiseOptions& options,
                             base::Seconds repetition_time)
{
  if (options.filter != Filter::cosine || !options.high_pass) return kept;
  const auto n_frames = std::ssize(model.volumes.steady);
  const Eigen::MatrixXd cosines = cosine_basis(model.volumes.kept, n_frames, *options.high_pass, repetition_time);
  Eigen::MatrixXd both(kept.rows(), kept.cols() + cosines.cols());
  both << kept, cosines;
  return both;
}

}  // namespace

NuisanceModel nuisance_model(const Eigen::MatrixXd& regressors, VolumeChoice volumes, const DenoiseOptions& options,
                             Sections sections, base::Seconds repetition_time)
{
  NuisanceModel model{.n_volumes = regressors.rows(),
                      .volumes = std::move(volumes),
                      .is_filtered = options.filter == Filter::butterworth,
                      .detrend = options.detrend,
                      .sections = std::move(sections)};
  Eigen::MatrixXd kept = regressors(model.volumes.kept_volumes(), Eigen::all);
  if (!model.is_filtered) kept = with_cosines(kept, model, options, repetition_time);
  const Eigen::VectorXd raw_norms = kept.colwise().norm();
  if (model.is_filtered) {
    kept = filtered(regressors, model);
  } else {
    level(kept, model);
  }
  model.regressors = regressor_space(kept, raw_norms);
  return model;
}

Eigen::MatrixXd prepared(const Eigen::MatrixXd& columns, const NuisanceModel& model)
{
  if (columns.rows() != model.n_volumes)
    throw base::ShapeError(
        "columns and model are of different runs",
        {.field = "rows", .expected = std::to_string(model.n_volumes), .found = std::to_string(columns.rows())});
  if (model.is_filtered) return filtered(columns, model);
  Eigen::MatrixXd kept = columns(model.volumes.kept_volumes(), Eigen::all);
  level(kept, model);
  return kept;
}

Eigen::MatrixXd residuals(const Eigen::MatrixXd& columns, const NuisanceModel& model)
{
  Eigen::MatrixXd left = prepared(columns, model);
  remove_regressors(left, model.regressors);
  return left;
}

}  // namespace dmn::signal
