#pragma once

#include <cstdint>

#include "prediction/metrics.hpp"

namespace dmn::prediction {

constexpr int default_resamples = 2000;

/// Percentile interval (2.5 %, 97.5 %); NaN where too few resamples have the number.
struct Interval {
  double low = 0;
  double high = 0;
};

/// Intervals of the numbers of a report. Rows are drawn with replacement within each site; the models are not fitted
/// anew, so the intervals are of these predictions in other participants of the same sites.
struct BootstrapIntervals {
  Interval auc = {};
  Interval balanced_accuracy = {};
  Interval brier = {};
  Interval r = {};
  Interval q2 = {};
  Interval mae = {};
  Interval calibration_slope = {};
  Interval gain = {};  ///< of the primary measure
};

/// A pure function of rows and seed (Philox counter: row, resample, 0, 97 << 24).
BootstrapIntervals bootstrap(const OutOfSample& rows, std::uint64_t seed, int resamples = default_resamples);

}  // namespace dmn::prediction
