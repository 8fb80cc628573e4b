#include "report/outline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "report/marching_squares.hpp"

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
  auto rings = zero_lines(cells_, [&](int column, int row) { return smooth.at(column, row) - level_mm; });
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
