#pragma once

#include <functional>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// The closed lines along which a function of cells is zero, straight between neighbours, where it is not above 0
/// outside of the grid: marching squares (Lorensen & Cline 1987 in the plane). What is above 0 lies to the left of each
/// line.
/// @param cells  columns and rows
/// @param value  of column and row, which may be -1 and `cells`, too
/// @return       in cells; the centre of the first one is (0.5, 0.5)
std::vector<std::vector<Point>> zero_lines(int cells, const std::function<double(int, int)>& value);

}  // namespace dmn::report
