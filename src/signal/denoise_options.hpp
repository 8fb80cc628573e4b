#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace dmn::signal {

/// A limit that can be off.
using Threshold = std::optional<double>;

enum class Filter { butterworth, cosine, none };
enum class FdFilter { none, lowpass, notch };

/// Every choice of the denoising of one run (METHODS.md sections 2 and 11). All values are resolved: what stands
/// here is what is done and what is stored with the result.
struct DenoiseOptions {
  std::string strategy = "36p";      ///< a named strategy, or `columns` when `columns` lists names and wildcards
  std::vector<std::string> columns;  ///< only for strategy `columns`
  Threshold fd_mm = 0.3;             ///< censor volumes with FD above (Power 2012); mm
  Threshold std_dvars;               ///< censor volumes with standardised DVARS above
  int min_segment = 5;               ///< drop kept stretches shorter than this many volumes; 0 or 1 is off
  std::optional<base::Hertz> high_pass = base::Hertz(0.01);
  std::optional<base::Hertz> low_pass = base::Hertz(0.1);
  Filter filter = Filter::butterworth;
  int order = 2;  ///< Butterworth order
  bool detrend = true;
  bool standardize = false;       ///< divide residuals by their SD (n-1)
  Threshold min_seconds = 240.0;  ///< kept seconds
  Threshold min_dof = 15.0;
  Threshold max_mean_fd = 0.5;   ///< mm
  Threshold max_censored = 0.5;  ///< fraction
  FdFilter fd_filter = FdFilter::none;
  std::vector<double> fd_band_bpm;  ///< breaths a minute: one cut-off for `lowpass`, two for `notch`

  bool operator==(const DenoiseOptions&) const = default;
};

/// Names of the strategies: 36p, 24p, 24p-acompcor, simple, scrubbing, compcor, none.
const std::vector<std::string>& strategy_names();

/// The defaults of a strategy: `scrubbing` censors at FD 0.5 mm and standardised DVARS 1.5, `simple` and `compcor`
/// censor nothing, all others FD 0.3 mm. A text that is no strategy name is a comma-separated list of columns with `*`.
/// @throws UsageError for an empty list or a lone word near a strategy's name that is neither (`36P`, `acompcor`)
DenoiseOptions strategy_defaults(std::string_view strategy);

}  // namespace dmn::signal
