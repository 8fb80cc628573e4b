#include "report/point_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/axis.hpp"
#include "report/number_text.hpp"
#include "report/type_width.hpp"

namespace dmn::report {
namespace {

constexpr double golden = 0.6180339887498949;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value)
  {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

std::vector<double> sorted_present(const std::vector<double>& values)
{
  std::vector<double> present;
  std::ranges::copy_if(values, std::back_inserter(present), [](double value) { return std::isfinite(value); });
  std::ranges::sort(present);
  return present;
}

double quantile(const std::vector<double>& sorted, double share)
{
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double above = sorted[std::min(below + 1, sorted.size() - 1)];
  return sorted[below] + (place - static_cast<double>(below)) * (above - sorted[below]);
}

/// Dots of one column: the jitter is a low-discrepancy sequence, so a figure is the same on every machine.
void add_strip(Drawing& drawing, const StripColumn& column, const Axis& axis, double middle, double half)
{
  Dots dots{.radius = column.values.size() > 400 ? 1.1 : 1.8, .style = {.fill = column.ink, .opacity = 0.55}};
  for (std::size_t k = 0; k < column.values.size(); ++k) {
    if (!std::isfinite(column.values[k])) continue;
    const double jitter = std::fmod(static_cast<double>(k + 1) * golden, 1) * 2 - 1;
    dots.points.push_back({.x = middle + jitter * half, .y = axis(column.values[k])});
  }
  if (dots.points.empty()) return;
  drawing.add(std::move(dots));
  const auto present = sorted_present(column.values);
  const double low = axis(quantile(present, 0.25));
  const double high = axis(quantile(present, 0.75));
  const double median = axis(quantile(present, 0.5));
  drawing.add(Line{.from = {middle, low}, .to = {middle, high}, .style = {.stroke = Ink::text, .width = 1.6}});
  drawing.add(Line{
      .from = {middle - half, median}, .to = {middle + half, median}, .style = {.stroke = Ink::text, .width = 2.2}});
}

Axis axis_of(const StripFigure& figure, double from, double to)
{
  Range range;
  for (const auto& column : figure.columns) std::ranges::for_each(column.values, [&](double v) { range.include(v); });
  if (figure.limit) range.include(*figure.limit);
  if (range.empty()) range = {.low = 0, .high = 1};
  return Axis::around(range.low, range.high, from, to, 5);
}

void add_frame(Drawing& drawing, const ScatterFigure& figure, const Axis& x, const Axis& y, double left, double bottom)
{
  add_vertical_axis(drawing, y, left, figure.width - 8);
  add_horizontal_axis(drawing, x, 12, bottom);
  drawing.add(Words{.at = {(left + figure.width) / 2, bottom + 34},
                    .text = figure.x_unit,
                    .size = 11.5,
                    .anchor = Anchor::middle,
                    .paint = Ink::muted});
  drawing.add(Words{.at = {12, (12 + bottom) / 2},
                    .text = figure.y_unit,
                    .size = 11.5,
                    .anchor = Anchor::middle,
                    .paint = Ink::muted,
                    .upright = true});
}

}  // namespace

Drawing strip_figure(const StripFigure& figure)
{
  const double left = 52;
  const double bottom = 236;
  Drawing drawing{.width = figure.width,
                  .height = bottom + 26,
                  .title = figure.title,
                  .description = "One dot a participant; bars are medians, lines quartiles."};
  const Axis axis = axis_of(figure, bottom, 26);
  add_vertical_axis(drawing, axis, left, figure.width);
  drawing.add(Words{.at = {0, 12}, .text = figure.unit, .size = 11.5, .paint = Ink::muted});
  if (figure.limit) {
    const double y = axis(*figure.limit);
    drawing.add(
        Line{.from = {left, y}, .to = {figure.width, y}, .style = {.stroke = Ink::text, .width = 1.2, .dashed = true}});
    drawing.add(Words{.at = {figure.width, y - 4}, .text = figure.limit_text, .size = 11, .anchor = Anchor::end});
  }
  const double step = (figure.width - left) / std::max(1.0, static_cast<double>(figure.columns.size()));
  const double half = std::min(26.0, step * 0.36);
  for (std::size_t k = 0; k < figure.columns.size();) {
    std::size_t end = k;
    while (end < figure.columns.size() && figure.columns[end].label == figure.columns[k].label) ++end;
    for (std::size_t c = k; c < end; ++c)
      add_strip(drawing, figure.columns[c], axis, left + (static_cast<double>(c) + 0.5) * step, half);
    const double middle = left + static_cast<double>(k + end) / 2 * step;
    drawing.add(Words{.at = {middle, bottom + 18},
                      .text = shortened(figure.columns[k].label, 11.5, static_cast<double>(end - k) * step - 4),
                      .size = 11.5,
                      .anchor = Anchor::middle});
    k = end;
  }
  return drawing;
}

Drawing scatter_figure(const ScatterFigure& figure)
{
  const double left = 64;
  const double bottom = figure.height - 44;
  Range x;
  Range y;
  for (const auto& point : figure.points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
    x.include(point.x);
    y.include(point.y);
  }
  if (x.empty()) x = y = {.low = 0, .high = 1};
  if (figure.diagonal) {
    x.low = y.low = std::min(x.low, y.low);
    x.high = y.high = std::max(x.high, y.high);
  }
  const Axis across = Axis::around(x.low, x.high, left, figure.width - 18, 5);
  const Axis upwards = Axis::around(y.low, y.high, bottom, 12, 5);
  Drawing drawing{
      .width = figure.width, .height = figure.height, .title = figure.title, .description = figure.description};
  add_frame(drawing, figure, across, upwards, left, bottom);
  if (figure.diagonal) {
    drawing.add(Line{.from = {across(across.low()), upwards(across.low())},
                     .to = {across(across.high()), upwards(across.high())},
                     .style = {.stroke = Ink::muted, .width = 1.2, .dashed = true}});
  }
  Dots dots{.radius = figure.points.size() > 3000 ? 0.9 : 1.5, .style = {.fill = Ink::accent, .opacity = 0.45}};
  for (const auto& point : figure.points) {
    if (std::isfinite(point.x) && std::isfinite(point.y))
      dots.points.push_back({.x = std::round(across(point.x) * 2) / 2, .y = std::round(upwards(point.y) * 2) / 2});
  }
  drawing.add(std::move(dots));
  return drawing;
}

Drawing curve_figure(const CurveFigure& figure)
{
  const ScatterFigure frame{.title = figure.title,
                            .description = figure.description,
                            .x_unit = figure.x_unit,
                            .y_unit = figure.y_unit,
                            .width = 360,
                            .height = 360};
  const double left = 64;
  const double bottom = frame.height - 44;
  const Axis across = Axis::around(0, 1, left, frame.width - 18, 4);
  const Axis upwards = Axis::around(0, 1, bottom, 12, 4);
  Drawing drawing{
      .width = frame.width, .height = frame.height, .title = figure.title, .description = figure.description};
  add_frame(drawing, frame, across, upwards, left, bottom);
  drawing.add(Line{.from = {across(0), upwards(0)},
                   .to = {across(1), upwards(1)},
                   .style = {.stroke = Ink::muted, .width = 1.2, .dashed = true}});
  Shape curve{.style = {.stroke = Ink::accent, .width = 2.4}};
  for (const auto& point : figure.curve) curve.points.push_back({.x = across(point.x), .y = upwards(point.y)});
  if (!curve.points.empty()) drawing.add(std::move(curve));
  for (const auto& point : figure.points)
    drawing.add(Disc{.centre = {across(point.x), upwards(point.y)}, .radius = 4, .style = {.fill = Ink::accent}});
  return drawing;
}

}  // namespace dmn::report
