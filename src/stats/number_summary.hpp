#pragma once

#include <cstdint>
#include <span>

namespace dmn::stats {

/// A column of numbers in few: enough to see that another computation of it found the same numbers.
/// Over finite values; NaN for a column without any.
struct NumberSummary {
  std::int64_t n = 0;           ///< all values
  std::int64_t n_missing = 0;   ///< NaN
  std::int64_t n_infinite = 0;  ///< of either sign
  double minimum = 0;
  double maximum = 0;
  double sum = 0;
  double sd = 0;  ///< population
  double weighted =
      0;  ///< sum of value x weight, weights 1/7 to 1 in turn by position: sees values that changed places
};

NumberSummary summarise_numbers(std::span<const double> values);

}  // namespace dmn::stats
