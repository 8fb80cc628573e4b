#pragma once

#include <string>
#include <vector>

#include "connectivity/roi.hpp"
#include "report/drawing.hpp"
#include "report/outline.hpp"

namespace dmn::report {

struct BrainEdge {
  int i = 0;  ///< rows of the ROI table
  int j = 0;
  double strength = 0;    ///< |t|
  bool increase = false;  ///< orange and whole; else purple and dashed
  bool shown = true;      ///< else only the page's slider shows it
  std::string title;
};

struct BrainFigure {
  std::string title;
  std::string description;
  View view = View::left;
  std::vector<std::vector<Point>> outline;  ///< millimetres
  std::vector<BrainEdge> edges;             ///< strongest first; drawn weakest first
  bool only_shown = false;                  ///< for a file of its own
};

/// One view of the glass brain: line = edge, disc = region (area by its shown edges; default-mode regions are filled).
/// Regions without coordinates are left out, and so are their edges.
Drawing brain_figure(const BrainFigure& figure, const connectivity::RoiTable& rois);

}  // namespace dmn::report
