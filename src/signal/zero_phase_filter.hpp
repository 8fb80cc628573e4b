#pragma once

#include "signal/butterworth.hpp"
#include "signal/frame_matrix.hpp"

namespace dmn::signal {

/// How signals are continued beyond their ends before filtering.
enum class Padding {
  odd,      ///< reflected in time and about the end value
  constant  ///< the end value
};

/// Padding length of `scipy.signal.sosfiltfilt`: 3 (2 n + 1 - zeros), n sections, zeros the smaller of the numbers of
/// sections without b2 and without a2. 15 for an order-2 band-pass, 9 one-sided; 0 without sections.
Eigen::Index default_padding(const Sections& sections);

/// Filters every column forward, then backward in time: no phase shift, squared magnitude response. Both passes start
/// in the steady state of the first padded value.
///
/// @param frames  T x C, finite; filtered in place
/// @param length  volumes of padding at each end, less than T
/// @throws ShapeError if the padding is not shorter than the signals
/// Gustafsson 1996, IEEE Trans. Signal Process. 44:988 (on initial conditions); the scheme is
/// `scipy.signal.sosfiltfilt`.
void filter_zero_phase(FrameMatrix& frames, const Sections& sections, Padding padding, Eigen::Index length);

}  // namespace dmn::signal
