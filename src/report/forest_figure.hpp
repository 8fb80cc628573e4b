#pragma once

#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

struct ForestRow {
  std::string label;
  std::string people;  ///< `20`, participants of the row
  double estimate = 0;
  double low = 0;
  double high = 0;
  double weight = 0;  ///< relative: area of the square
};

struct Forest {
  std::string title;
  std::string unit = "g";
  std::string lower;   ///< `lower in patient`
  std::string higher;  ///< `higher in patient`
  std::vector<ForestRow> rows;
  ForestRow pooled;
  double prediction_low;  ///< NaN: none
  double prediction_high;
};

/// A row a site: square (area = weight) and interval, the diamond of all below, a band where a further site is
/// expected.
Drawing forest_figure(const Forest& forest);
/// The same for a narrow page: texts above each interval.
Drawing narrow_forest_figure(const Forest& forest);

}  // namespace dmn::report
