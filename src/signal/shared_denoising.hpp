#pragma once

#include <Eigen/Core>
#include <optional>

#include "signal/denoise.hpp"
#include "signal/nuisance_model.hpp"
#include "signal/usable_rois.hpp"

namespace dmn::signal {

/// The series of one ROI set of one run on kept volumes, not yet regressed. Keeps what it made last: strategies that
/// differ in their confounds alone filter the same series in the same way.
class PreparedSeries {
 public:
  /// @param series  T x R, always the same
  /// @return        n_kept x `rois`, centred
  const Eigen::MatrixXd& operator()(const Eigen::MatrixXd& series, const RoiColumns& rois, const NuisanceModel& model);

 private:
  NuisanceModel model_;  ///< without regressors
  RoiColumns rois_;
  Eigen::MatrixXd data_;  ///< without columns: nothing is kept
};

/// As `denoise`, the same bits, for several ROI sets of a run and several ways of denoising: what they share is worked
/// out once.
/// @param model     of this run and these options; empty until the first set is denoised
/// @param prepared  of this run and this set
Denoised denoise_sharing(const TimeSeries& series, const ConfoundTable& confounds, const DenoiseOptions& options,
                         std::optional<NuisanceModel>& model, PreparedSeries& prepared);

}  // namespace dmn::signal
