#pragma once

#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// A point of the brain in millimetres: x to the right, y to the front, z up.
struct BrainPoint {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// From where a glass brain is looked at.
enum class View { left, behind, above };

/// The plane of a view, in millimetres, y upwards: left (-y, z), behind (x, z), above (x, y).
Point projected(const BrainPoint& point, View view);

/// How thick a brain is along the line of sight, on a square grid of a view's plane.
class Thickness {
 public:
  static constexpr double step_mm = 2;

  /// A cube of tissue. @param edge_mm  its edge, at least 1
  void add(const Point& centre, double edge_mm);
  /// Tissue as thick as `mm` in every cell no further than `margin_mm` from the convex hull of the points.
  void add_hull(const std::vector<Point>& points, double margin_mm, double mm);

  /// Closed contours where the smoothed thickness (3 x 3 means, four times) is `level_mm`: the largest, and others at
  /// least a tenth of its area. Simplified to half a millimetre (Douglas & Peucker 1973). Empty without tissue.
  std::vector<std::vector<Point>> contours(double level_mm) const;

 private:
  static constexpr int cells_ = 120;  ///< 240 mm
  static int cell_of(double mm);
  double at(int column, int row) const;
  Thickness smoothed() const;

  std::vector<double> millimetres_ = std::vector<double>(static_cast<std::size_t>(cells_) * cells_, 0.0);
};

/// Points of the smallest convex polygon around others, in order; fewer than three where there is none.
std::vector<Point> convex_hull(std::vector<Point> points);

/// A polyline without the points that lie within `tolerance` of the line between kept ones.
std::vector<Point> simplified(const std::vector<Point>& line, double tolerance);

}  // namespace dmn::report
