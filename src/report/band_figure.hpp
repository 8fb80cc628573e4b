#pragma once

#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// Median and quartiles of a group.
struct BandRow {
  std::string label;  ///< rows of one label stand together
  Ink ink = Ink::accent;
  double lower = 0;
  double median = 0;
  double upper = 0;
  std::string title = {};
};

struct BandFigure {
  std::string title;
  std::string description;
  std::string unit;
  double band_low = 0;  ///< the shaded range
  double band_high = 0;
  std::vector<BandRow> rows;  ///< those with NaN are left out
  double width = 560;
};

/// Horizontal bars from quartile to quartile with the median, over the shaded band; no dots of persons.
Drawing band_figure(const BandFigure& figure);

}  // namespace dmn::report
