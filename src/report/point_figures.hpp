#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// One column of dots: a dot a participant.
struct StripColumn {
  std::string label;  ///< columns of one label stand together
  std::string group;
  Ink ink = Ink::accent;
  std::vector<double> values;  ///< NaN is not drawn
};

struct StripFigure {
  std::string title;
  std::string unit;
  std::vector<StripColumn> columns;
  std::optional<double> limit = {};  ///< a dashed line
  std::string limit_text = {};
  double width = 900;
};

/// Dots beside each other, with median and quartiles (type 7 of Hyndman & Fan 1996). Nobody is left out and nothing is
/// clamped: the axis holds every value.
Drawing strip_figure(const StripFigure& figure);

struct ScatterFigure {
  std::string title;
  std::string description;
  std::string x_unit;
  std::string y_unit;
  std::vector<Point> points;
  bool diagonal = false;  ///< draw x = y, on equal scales
  double width = 420;
  double height = 330;
};

Drawing scatter_figure(const ScatterFigure& figure);

/// A curve or points in the unit square: ROC, calibration.
struct CurveFigure {
  std::string title;
  std::string description;
  std::string x_unit;
  std::string y_unit;
  std::vector<Point> curve;   ///< joined
  std::vector<Point> points;  ///< discs
};

Drawing curve_figure(const CurveFigure& figure);

}  // namespace dmn::report
