#include "report/outline.hpp"

#include <algorithm>
#include <cmath>
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

/// A crossing of the contour with the side between two neighbouring cells.
using Side = std::pair<int, int>;
using Links = std::map<Side, Side>;

std::vector<std::vector<Side>> rings_of(Links links)
{
  std::vector<std::vector<Side>> rings;
  while (!links.empty()) {
    std::vector<Side> ring;
    Side at = links.begin()->first;
    for (auto next = links.find(at); next != links.end(); next = links.find(at)) {
      ring.push_back(at);
      at = next->second;
      links.erase(next);
    }
    rings.push_back(std::move(ring));
  }
  return rings;
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

std::vector<std::vector<Point>> Thickness::contours(double level_mm) const
{
  Thickness smooth = *this;
  for (int pass = 0; pass < smoothings; ++pass) {
    const Thickness before = smooth;
    for (int row = 0; row < cells_; ++row) {
      for (int column = 0; column < cells_; ++column) {
        double sum = 0;
        for (int dy = -1; dy <= 1; ++dy) {
          for (int dx = -1; dx <= 1; ++dx) sum += before.at(column + dx, row + dy);
        }
        smooth.millimetres_[static_cast<std::size_t>(row * cells_ + column)] = sum / 9;
      }
    }
  }

  // Marching squares. A side is named by its lower or left cell: even for the side to the right, odd for the one above.
  const auto cell_number = [](int column, int row) { return (row + 1) * (cells_ + 2) + column + 1; };
  const auto value = [&](int column, int row) { return smooth.at(column, row) - level_mm; };
  Links links;
  std::map<Side, Point> crossings;
  const auto crossing = [&](int column, int row, bool upwards) {
    const Side side{cell_number(column, row), upwards ? 1 : 0};
    const double a = value(column, row);
    const double b = upwards ? value(column, row + 1) : value(column + 1, row);
    const double share = a / (a - b);
    const double x = column + 0.5 + (upwards ? 0 : share);
    const double y = row + 0.5 + (upwards ? share : 0);
    crossings[side] = {.x = (x - cells_ / 2) * step_mm, .y = (y - cells_ / 2) * step_mm};
    return side;
  };
  for (int row = -1; row < cells_; ++row) {
    for (int column = -1; column < cells_; ++column) {
      const bool sw = value(column, row) > 0;
      const bool se = value(column + 1, row) > 0;
      const bool ne = value(column + 1, row + 1) > 0;
      const bool nw = value(column, row + 1) > 0;
      const int code = (sw ? 1 : 0) + (se ? 2 : 0) + (ne ? 4 : 0) + (nw ? 8 : 0);
      if (code == 0 || code == 15) continue;
      const auto south = [&] { return crossing(column, row, false); };
      const auto north = [&] { return crossing(column, row + 1, false); };
      const auto west = [&] { return crossing(column, row, true); };
      const auto east = [&] { return crossing(column + 1, row, true); };
      // The inside lies to the left of each step.
      switch (code) {
        case 1:
          links[south()] = west();
          break;
        case 2:
          links[east()] = south();
          break;
        case 3:
          links[east()] = west();
          break;
        case 4:
          links[north()] = east();
          break;
        case 5:
          links[south()] = west(), links[north()] = east();
          break;
        case 6:
          links[north()] = south();
          break;
        case 7:
          links[north()] = west();
          break;
        case 8:
          links[west()] = north();
          break;
        case 9:
          links[south()] = north();
          break;
        case 10:
          links[east()] = south(), links[west()] = north();
          break;
        case 11:
          links[east()] = north();
          break;
        case 12:
          links[west()] = east();
          break;
        case 13:
          links[south()] = east();
          break;
        default:
          links[west()] = south();
          break;
      }
    }
  }

  std::vector<std::vector<Point>> found;
  for (const auto& ring : rings_of(std::move(links))) {
    std::vector<Point> line;
    for (const auto& side : ring) line.push_back(crossings.at(side));
    found.push_back(std::move(line));
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) { return area(a) > area(b); });
  std::vector<std::vector<Point>> kept;
  for (auto& ring : found) {
    if (area(ring) < smallest_share * area(found.front())) break;
    ring.push_back(ring.front());
    kept.push_back(simplified(ring, tolerance_mm));
    kept.back().pop_back();
  }
  return kept;
}

}  // namespace dmn::report
