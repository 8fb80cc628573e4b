#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "signal/confound_table.hpp"
#include "signal/denoise_options.hpp"
#include "signal/nuisance_model.hpp"
#include "signal/run_qc.hpp"
#include "signal/time_series.hpp"

namespace dmn::signal {

/// One run after denoising.
struct Denoised {
  Eigen::MatrixXd series;          ///< n_kept x R: residuals on kept volumes, zero mean; NaN columns for invalid ROIs
  std::vector<Eigen::Index> kept;  ///< 0-based volume numbers in the file
  std::vector<std::string> confounds;   ///< columns regressed, sorted by name (wildcards and presets resolved)
  RunQc qc;                             ///< all but coverage_min
  std::vector<std::string> warnings;    ///< one clause each
  std::vector<std::string> exclusions;  ///< why the run may not be used, one clause each with the numbers; empty if it
                                        ///< may. `series` may be empty then
  NuisanceModel model = {};             ///< what was done to the ROI means, unless `series` is empty
};

/// Censor, interpolate, detrend, filter, regress and delete (order of METHODS.md section 2, conventions of section 11).
/// The value of a censored volume, in series or confounds, never changes a kept sample.
///
/// @param series     T x R raw ROI means; columns of invalid ROIs are NaN and stay NaN
/// @param confounds  T rows; may have no columns when nothing of the options needs one
/// @throws InputError when the table cannot serve the options: rows differ from T, a needed column is missing or
///         unreadable, a selected cell is missing beyond the first row; a NaN or Inf in a valid ROI's series
///         (naming column and row)
Denoised denoise(const TimeSeries& series, const ConfoundTable& confounds, const DenoiseOptions& options);

}  // namespace dmn::signal
