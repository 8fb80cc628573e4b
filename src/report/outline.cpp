#include "report/outline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

namespace dmn::report {
namespace {

constexpr double tolerance_mm = 0.5;
constexpr double smallest_share = 0.1;
constexpr int smoothings = 4;

double cross(const Point& o, const Point& a, const Point& b)
{
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

double distance(const Point& p, const Point& a, const Point& b)
{
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double squared = dx * dx + dy * dy;
  const double along = squared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0) : 0.0;
  return std::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

double area(const std::vector<Point>& ring)
{
  double sum = 0;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const auto& next = ring[(k + 1) % ring.size()];
    sum += ring[k].x * next.y - next.x * ring[k].y;
  }
  return std::abs(sum) / 2;
}

double distance_to_hull(const Point& point, const std::vector<Point>& hull)
{
  bool inside = hull.size() > 2;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < hull.size(); ++k) {
    const auto& next = hull[(k + 1) % hull.size()];
    inside = inside && cross(hull[k], next, point) >= 0;
    nearest = std::min(nearest, distance(point, hull[k], next));
  }
  return inside ? 0 : nearest;
}

void keep_between(const std::vector<Point>& line, std::size_t first, std::size_t last, double tolerance,
                  std::vector<bool>& keep)
{
  double furthest = tolerance;
  std::size_t at = first;
  for (std::size_t k = first + 1; k < last; ++k) {
    const double away = distance(line[k], line[first], line[last]);
    if (away <= furthest) continue;
    furthest = away;
    at = k;
  }
  if (at == first) return;
  keep[at] = true;
  keep_between(line, first, at, tolerance, keep);
  keep_between(line, at, last, tolerance, keep);
}

/// A crossing of the contour with the side between two neighbouring cells: the lower or left cell, and 0 for the side
/// to its right, 1 for the one above.
using Side = std::pair<int, int>;

/// Marching squares (Lorensen & Cline 1987 in the plane): steps from crossing to crossing, the inside to the left.
class Squares {
 public:
  /// @param value  of a cell, above 0 inside; cells from -1 to `cells` are asked for
  Squares(int cells, std::function<double(int, int)> value) : cells_(cells), value_(std::move(value))
  {
    for (int row = -1; row < cells_; ++row) {
      for (int column = -1; column < cells_; ++column) link(column, row);
    }
  }

  /// Closed lines in units of cells.
  std::vector<std::vector<Point>> rings()
  {
    std::vector<std::vector<Point>> rings;
    while (!links_.empty()) {
      std::vector<Point> ring;
      Side at = links_.begin()->first;
      for (auto next = links_.find(at); next != links_.end(); next = links_.find(at)) {
        ring.push_back(crossings_.at(at));
        at = next->second;
        links_.erase(next);
      }
      rings.push_back(std::move(ring));
    }
    return rings;
  }

 private:
  Side crossing(int column, int row, bool upwards)
  {
    const Side side{(row + 1) * (cells_ + 2) + column + 1, upwards ? 1 : 0};
    const double a = value_(column, row);
    const double b = upwards ? value_(column, row + 1) : value_(column + 1, row);
    const double share = a / (a - b);
    crossings_[side] = {.x = column + 0.5 + (upwards ? 0 : share), .y = row + 0.5 + (upwards ? share : 0)};
    return side;
  }

  void link(int column, int row)
  {
    const auto bit = [&](int dx, int dy, int worth) { return value_(column + dx, row + dy) > 0 ? worth : 0; };
    const int code = bit(0, 0, 1) + bit(1, 0, 2) + bit(1, 1, 4) + bit(0, 1, 8);
    if (code == 0 || code == 15) return;
    enum Way { south, east, north, west };
    // From and to, twice where opposite corners are inside; by corners inside: south-west 1, south-east 2,
    // north-east 4.
    static constexpr int none = -1;
    static constexpr std::array<std::array<int, 4>, 16> steps{{{none, none, none, none},
                                                               {south, west, none, none},
                                                               {east, south, none, none},
                                                               {east, west, none, none},
                                                               {north, east, none, none},
                                                               {south, west, north, east},
                                                               {north, south, none, none},
                                                               {north, west, none, none},
                                                               {west, north, none, none},
                                                               {south, north, none, none},
                                                               {east, south, west, north},
                                                               {east, north, none, none},
                                                               {west, east, none, none},
                                                               {south, east, none, none},
                                                               {west, south, none, none},
                                                               {none, none, none, none}}};
    const auto side = [&](int way) {
      if (way == south) return crossing(column, row, false);
      if (way == north) return crossing(column, row + 1, false);
      return crossing(way == east ? column + 1 : column, row, true);
    };
    const auto& step = steps.at(static_cast<std::size_t>(code));
    links_[side(step[0])] = side(step[1]);
    if (step[2] != none) links_[side(step[2])] = side(step[3]);
  }

  int cells_;
  std::function<double(int, int)> value_;
  std::map<Side, Side> links_;
  std::map<Side, Point> crossings_;
};

}  // namespace

Point projected(const BrainPoint& point, View view)
{
  switch (view) {
    case View::left:
      return {.x = -point.y, .y = point.z};
    case View::behind:
      return {.x = point.x, .y = point.z};
    case View::above:
      break;
  }
  return {.x = point.x, .y = point.y};
}

std::vector<Point> convex_hull(std::vector<Point> points)
{
  std::ranges::sort(points, [](const Point& a, const Point& b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
  const auto half = [](const auto& ordered) {
    std::vector<Point> chain;
    for (const auto& point : ordered) {
      while (chain.size() > 1 && cross(chain[chain.size() - 2], chain.back(), point) <= 0) chain.pop_back();
      chain.push_back(point);
    }
    if (!chain.empty()) chain.pop_back();
    return chain;
  };
  auto hull = half(points);
  std::ranges::reverse(points);
  const auto upper = half(points);
  hull.insert(hull.end(), upper.begin(), upper.end());
  return hull;
}

std::vector<Point> simplified(const std::vector<Point>& line, double tolerance)
{
  if (line.size() < 3) return line;
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  keep_between(line, 0, line.size() - 1, tolerance, keep);
  std::vector<Point> kept;
  for (std::size_t k = 0; k < line.size(); ++k) {
    if (keep[k]) kept.push_back(line[k]);
  }
  return kept;
}

int Thickness::cell_of(double mm)
{
  return static_cast<int>(std::floor(mm / step_mm)) + cells_ / 2;
}

double Thickness::at(int column, int row) const
{
  const bool inside = column >= 0 && row >= 0 && column < cells_ && row < cells_;
  return inside ? millimetres_[static_cast<std::size_t>(row * cells_ + column)] : 0;
}

void Thickness::add(const Point& centre, double edge_mm)
{
  const double reach = std::max(0.0, edge_mm / 2 - 1e-6);
  for (int row = std::max(0, cell_of(centre.y - reach)); row <= std::min(cells_ - 1, cell_of(centre.y + reach));
       ++row) {
    for (int column = std::max(0, cell_of(centre.x - reach)); column <= std::min(cells_ - 1, cell_of(centre.x + reach));
         ++column)
      millimetres_[static_cast<std::size_t>(row * cells_ + column)] += edge_mm;
  }
}

void Thickness::add_hull(const std::vector<Point>& points, double margin_mm, double mm)
{
  const auto hull = convex_hull(points);
  if (hull.empty()) return;
  for (int row = 0; row < cells_; ++row) {
    for (int column = 0; column < cells_; ++column) {
      const Point centre{.x = (column - cells_ / 2 + 0.5) * step_mm, .y = (row - cells_ / 2 + 0.5) * step_mm};
      if (distance_to_hull(centre, hull) <= margin_mm)
        millimetres_[static_cast<std::size_t>(row * cells_ + column)] += mm;
    }
  }
}

Thickness Thickness::smoothed() const
{
  Thickness smooth = *this;
  for (int row = 0; row < cells_; ++row) {
    for (int column = 0; column < cells_; ++column) {
      double sum = 0;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) sum += at(column + dx, row + dy);
      }
      smooth.millimetres_[static_cast<std::size_t>(row * cells_ + column)] = sum / 9;
    }
  }
  return smooth;
}

std::vector<std::vector<Point>> Thickness::contours(double level_mm) const
{
  Thickness smooth = *this;
  for (int pass = 0; pass < smoothings; ++pass) smooth = smooth.smoothed();
  auto rings = Squares(cells_, [&](int column, int row) { return smooth.at(column, row) - level_mm; }).rings();
  std::ranges::sort(rings, [](const auto& a, const auto& b) { return area(a) > area(b); });
  const double smallest = rings.empty() ? 0 : smallest_share * area(rings.front());
  std::vector<std::vector<Point>> kept;
  for (auto& ring : rings) {
    if (area(ring) < smallest) break;
    for (auto& point : ring) point = {.x = (point.x - cells_ / 2) * step_mm, .y = (point.y - cells_ / 2) * step_mm};
    ring.push_back(ring.front());
    kept.push_back(simplified(ring, tolerance_mm));
    kept.back().pop_back();
  }
  return kept;
}

}  // namespace dmn::report
