#pragma once

#include <optional>
#include <vector>

#include "base/units.hpp"

namespace dmn::signal {

/// One second-order section: y_n = b0 x_n + b1 x_{n-1} + b2 x_{n-2} - a1 y_{n-1} - a2 y_{n-2}.
struct SecondOrderSection {
  double b0 = 1.0;
  double b1 = 0.0;
  double b2 = 0.0;
  double a1 = 0.0;
  double a2 = 0.0;
};

using Sections = std::vector<SecondOrderSection>;

/// Digital Butterworth filter by the bilinear transform of the analogue prototype, cut-offs prewarped: low-pass,
/// high-pass, or (both cut-offs) band-pass of 2 x order poles. No cut-off: no section.
/// Poles and zeros are paired as `scipy.signal.butter(..., output="sos")` does: the pole nearest the unit circle in the
/// last section, with the zeros nearest to it; the gain in the first.
///
/// @param order  of the prototype, at least 1
/// @throws UsageError for an order below 1 or a high-pass at or above the low-pass; InputError naming the cut-off
///         that is not between 0 and the Nyquist frequency of this repetition time
Sections butterworth(int order, std::optional<base::Hertz> high_pass, std::optional<base::Hertz> low_pass,
                     base::Seconds repetition_time);

}  // namespace dmn::signal
