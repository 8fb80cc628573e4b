#pragma once

#include <string>
#include <vector>

#include "base/units.hpp"
#include "signal/denoise_options.hpp"
#include "signal/frame_matrix.hpp"

namespace dmn::signal {

/// The zero-phase filter that takes breathing out of motion parameters.
struct RespirationFilter {
  std::vector<double> band_hz;  ///< cut-off of `lowpass` or both edges of `notch`, folded below the Nyquist frequency
  std::vector<std::string> warnings;  ///< one clause if a frequency had to be folded
};

/// The band a run of this repetition time can be filtered in: frequencies above Nyquist are folded to where they alias.
/// @param band_bpm  breaths a minute: one cut-off for `lowpass`, two increasing edges for `notch`
/// @throws UsageError for another number of frequencies, one that is not positive, or edges that do not increase;
///         InputError when folding leaves no frequency strictly between 0 and Nyquist, or no band
RespirationFilter respiration_filter(FdFilter type, const std::vector<double>& band_bpm, base::Seconds repetition_time);

/// Filters motion parameters (T x 6, in place) as XCP-D does with its default `motion_filter_order` of 4, padded at
/// both ends with T - 1 copies of the end value: `lowpass`: Butterworth of order 4 / 2 = 2, forward and backward
/// (Gratton et al. 2020); `notch`: second-order notch at the middle of the band, its width the bandwidth, forward and
/// backward, floor(4 / 4) = once (Fair et al. 2020).
void filter_respiration(FrameMatrix& motion, FdFilter type, const RespirationFilter& filter,
                        base::Seconds repetition_time);

}  // namespace dmn::signal
