#include "report/brain_figure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <ranges>

#include "report/matrix_figure.hpp"
#include "report/number_text.hpp"

namespace dmn::report {
namespace {

constexpr double side = 300;
constexpr double margin = 14;

struct Frame {
  double left_mm = std::numeric_limits<double>::infinity();
  double right_mm = -std::numeric_limits<double>::infinity();
  double bottom_mm = std::numeric_limits<double>::infinity();
  double top_mm = -std::numeric_limits<double>::infinity();

  void include(const Point& point)
  {
    left_mm = std::min(left_mm, point.x);
    right_mm = std::max(right_mm, point.x);
    bottom_mm = std::min(bottom_mm, point.y);
    top_mm = std::max(top_mm, point.y);
  }
  double scale() const { return (side - 2 * margin) / std::max({1.0, right_mm - left_mm, top_mm - bottom_mm}); }
  Point operator()(const Point& mm) const
  {
    const double middle_x = (left_mm + right_mm) / 2;
    const double middle_y = (bottom_mm + top_mm) / 2;
    return {.x = side / 2 + (mm.x - middle_x) * scale(), .y = side / 2 - (mm.y - middle_y) * scale()};
  }
};

bool has_place(const connectivity::Roi& roi)
{
  return !roi.xyz_mm.hasNaN();
}

Point place_of(const connectivity::Roi& roi, View view)
{
  return projected({.x = roi.xyz_mm[0], .y = roi.xyz_mm[1], .z = roi.xyz_mm[2]}, view);
}

Frame frame_of(const BrainFigure& figure, const connectivity::RoiTable& rois)
{
  Frame frame;
  for (const auto& contour : figure.outline) std::ranges::for_each(contour, [&](const Point& p) { frame.include(p); });
  for (const auto& roi : rois) {
    if (has_place(roi)) frame.include(place_of(roi, figure.view));
  }
  return frame;
}

void add_edge(Drawing& drawing, const BrainFigure& figure, std::size_t number, const connectivity::RoiTable& rois,
              const Frame& frame)
{
  const auto& edge = figure.edges[number];
  const auto& a = rois[static_cast<std::size_t>(edge.i)];
  const auto& b = rois[static_cast<std::size_t>(edge.j)];
  if (!has_place(a) || !has_place(b) || (figure.only_shown && !edge.shown)) return;
  const std::string data = " data-e=\"" + std::to_string(number) + "\"" + (edge.shown ? "" : " data-off");
  drawing.add(Line{.from = frame(place_of(a, figure.view)),
                   .to = frame(place_of(b, figure.view)),
                   .style = {.stroke = edge.increase ? Ink::first : Ink::second,
                             .width = 1.4,
                             .opacity = 0.75,
                             .dashed = !edge.increase},
                   .note = {.title = edge.title, .data = data}});
}

void add_regions(Drawing& drawing, const BrainFigure& figure, const connectivity::RoiTable& rois, const Frame& frame)
{
  std::vector<int> degree(rois.size(), 0);
  std::vector<bool> listed(rois.size(), false);
  for (const auto& edge : figure.edges) {
    for (const int r : {edge.i, edge.j}) {
      listed[static_cast<std::size_t>(r)] = true;
      degree[static_cast<std::size_t>(r)] += edge.shown ? 1 : 0;
    }
  }
  for (std::size_t r = 0; r < rois.size(); ++r) {
    if (!has_place(rois[r])) continue;
    const Point at = frame(place_of(rois[r], figure.view));
    drawing.add(Disc{.centre = at, .radius = 0.9, .style = {.fill = Ink::muted, .opacity = 0.5}});
    if (!listed[r] || (figure.only_shown && degree[r] == 0)) continue;
    const bool filled = is_default_mode(rois[r].network);
    const std::string data = " data-roi=\"" + std::to_string(r) + "\"" + (degree[r] > 0 ? "" : " data-off");
    drawing.add(Disc{.centre = at,
                     .radius = 2.2 + 1.1 * std::sqrt(static_cast<double>(degree[r])),
                     .style = {.fill = filled ? Ink::text : Ink::paper, .stroke = Ink::text, .width = 1.1},
                     .note = {.title = rois[r].label + (rois[r].network.empty() ? "" : " (" + rois[r].network + ")"),
                              .data = data}});
  }
}

void add_directions(Drawing& drawing, View view)
{
  const std::array<const char*, 3> words = view == View::left     ? std::array{"A", "left side", "P"}
                                           : view == View::behind ? std::array{"L", "from behind", "R"}
                                                                  : std::array{"L", "from above", "R"};
  const double y = side + 14;
  drawing.add(Words{.at = {4, y}, .text = words[0], .size = 12, .paint = Ink::muted, .bold = true});
  drawing.add(Words{.at = {side / 2, y}, .text = words[1], .size = 12, .anchor = Anchor::middle, .paint = Ink::muted});
  drawing.add(Words{
      .at = {side - 4, y}, .text = words[2], .size = 12, .anchor = Anchor::end, .paint = Ink::muted, .bold = true});
}

}  // namespace

Drawing brain_figure(const BrainFigure& figure, const connectivity::RoiTable& rois)
{
  Drawing drawing{.width = side, .height = side + 22, .title = figure.title, .description = figure.description};
  const Frame frame = frame_of(figure, rois);
  for (const auto& contour : figure.outline) {
    std::vector<Point> points;
    for (const auto& mm : contour) points.push_back(frame(mm));
    drawing.add(Shape{.points = std::move(points),
                      .closed = true,
                      .style = {.fill = Ink::panel, .stroke = Ink::muted, .width = 1.2}});
  }
  for (std::size_t k = figure.edges.size(); k-- > 0;) add_edge(drawing, figure, k, rois, frame);
  add_regions(drawing, figure, rois, frame);
  add_directions(drawing, figure.view);
  return drawing;
}

}  // namespace dmn::report
