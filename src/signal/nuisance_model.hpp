#pragma once

#include <Eigen/Core>
#include <vector>

#include "signal/butterworth.hpp"
#include "signal/censoring.hpp"
#include "signal/denoise_options.hpp"
#include "signal/regression.hpp"

namespace dmn::signal {

/// What denoising does to a column of a run, fixed by volumes, options and confounds: the same for its ROI means and
/// for anything else measured on its volumes.
struct NuisanceModel {
  Eigen::Index n_volumes = 0;  ///< T
  VolumeChoice volumes;
  /// Butterworth: censored frames are interpolated, then all detrended and filtered, then the kept ones taken. Else the
  /// kept ones are taken at once, and a trend out of them at their true times.
  bool is_filtered = false;
  bool detrend = true;
  Sections sections;
  RegressorSpace regressors;  ///< prepared in the same way: filtering one without the other would bring the artefact
                              ///< back (Hallquist et al. 2013)
};

/// @param regressors  T x K; cosines of the filter `cosine` are added
/// @param volumes     at least 4 kept
NuisanceModel nuisance_model(const Eigen::MatrixXd& regressors, VolumeChoice volumes, const DenoiseOptions& options,
                             Sections sections, base::Seconds repetition_time);

/// Columns ready for least squares: n_kept x C, centred.
/// @param columns  T x C, finite. @throws ShapeError for another T
Eigen::MatrixXd prepared(const Eigen::MatrixXd& columns, const NuisanceModel& model);

/// What the regressors leave of prepared columns: n_kept x C.
Eigen::MatrixXd residuals(const Eigen::MatrixXd& columns, const NuisanceModel& model);

}  // namespace dmn::signal
