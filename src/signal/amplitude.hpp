#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "signal/denoise.hpp"
#include "signal/time_series.hpp"

namespace dmn::signal {

/// How strongly each ROI fluctuates, R values each; NaN for invalid ROIs and where the sampling does not reach a band.
/// A_k = 2|FFT_k|/T after linear detrending, without padding, at the frequencies k/(T TR); every band has both ends.
/// Zang et al. 2007, Brain Dev 29:83; Zou et al. 2008, J Neurosci Methods 172:137; Zuo et al. 2010, NeuroImage 49:1432.
struct Amplitude {
  Eigen::VectorXd alff;   ///< mean A over 0.01 to 0.08 Hz, in units of the series
  Eigen::VectorXd falff;  ///< sum of A over 0.01 to 0.08 Hz by that over 0.01 to 0.2 Hz; repetition time at most 2.5 s
  Eigen::VectorXd slow5;  ///< mean A over 0.01 to 0.027 Hz
  Eigen::VectorXd high_band;               ///< mean A over 0.12 to 0.20 Hz; repetition time at most 2.5 s
  std::vector<std::string> warnings = {};  ///< which of them cannot be had, and why
};

/// @param series  T x R, every volume; NaN columns for invalid ROIs. Sites differ in repetition time, hence the common
///                ceiling of 0.2 Hz: it is the Nyquist frequency of 2.5 s
/// @throws ShapeError below 2 volumes
Amplitude amplitude(const TimeSeries& series);

/// The denoising of a strategy as amplitude needs it: its confounds and trend are regressed, but nothing is censored
/// or filtered (Yan et al. 2013, NeuroImage 76:183, advise against scrubbing before an FFT).
DenoiseOptions for_amplitude(DenoiseOptions strategy);

}  // namespace dmn::signal
