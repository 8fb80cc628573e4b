#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "connectivity/roi.hpp"
#include "report/drawing.hpp"

namespace dmn::report {

/// Regions in the order of figures: the default-mode network first, then the other networks by name, those without a
/// network last; within a network by hemisphere as the table has them.
struct NetworkOrder {
  std::vector<int> rois;           ///< rows of the ROI table
  std::vector<std::string> names;  ///< of the blocks
  std::vector<int> first;          ///< of each block, in `rois`
};

/// True for the names by which atlases call the default-mode network: DMN, default, default mode, ...
bool is_default_mode(const std::string& network);
/// @param kept  R: which regions take part; all if empty
NetworkOrder network_order(const connectivity::RoiTable& rois, const std::vector<bool>& kept = {});

struct MatrixFigure {
  std::string title;
  std::string description;
  Eigen::MatrixXd values;  ///< R x R in the order of NetworkOrder; the diagonal is not drawn
  double limit = 1;        ///< the ends of the symmetric scale
  ColourMap map;
  std::string scale;  ///< `mean r`
};

/// A matrix with the borders and names of networks, and its colour bar. Square of `matrix_side` at `matrix_corner`.
Drawing matrix_figure(const MatrixFigure& figure, const NetworkOrder& order);

inline constexpr double matrix_side = 280;
inline constexpr Point matrix_corner{.x = 76, .y = 4};

}  // namespace dmn::report
