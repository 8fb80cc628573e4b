#include "report/forest_figure.hpp"

#include <algorithm>
#include <cmath>

#include "report/axis.hpp"
#include "report/number_text.hpp"
#include "report/type_width.hpp"

namespace dmn::report {
namespace {

constexpr double row_height = 26;

struct Layout {
  double width;
  double left;  ///< of the intervals
  double right;
  double top;
  double row;
  bool narrow;
};

std::string interval_text(const ForestRow& row)
{
  if (std::isnan(row.estimate)) return "no estimate of its own";
  return signed_fixed(row.estimate, 2) + " [" + signed_fixed(row.low, 2) + ", " + signed_fixed(row.high, 2) + "]";
}

Axis axis_of(const Forest& forest, const Layout& layout)
{
  double low = std::min(0.0, forest.pooled.low);
  double high = std::max(0.0, forest.pooled.high);
  const auto include = [&](double value) {
    if (std::isnan(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const auto& row : forest.rows) {
    include(row.low);
    include(row.high);
  }
  include(forest.prediction_low);
  include(forest.prediction_high);
  return Axis::around(low, high, layout.left, layout.right, layout.narrow ? 4 : 6);
}

void add_texts(Drawing& drawing, const Layout& layout, const ForestRow& row, double y, bool bold)
{
  const double base = layout.narrow ? y - 9 : y + 4;
  const double numbers = bold || !layout.narrow ? layout.width : layout.width;
  drawing.add(Words{.at = {0, base},
                    .text = shortened(row.label, 12.5, layout.narrow ? 150 : layout.left - 110),
                    .size = 12.5,
                    .bold = bold});
  drawing.add(Words{.at = {layout.narrow ? 196 : layout.left - 30, base},
                    .text = row.people,
                    .size = 12,
                    .anchor = Anchor::end,
                    .paint = Ink::muted});
  drawing.add(
      Words{.at = {numbers, base}, .text = interval_text(row), .size = 12, .anchor = Anchor::end, .bold = bold});
}

void add_site(Drawing& drawing, const Axis& axis, const ForestRow& row, double y, double largest)
{
  const double half = 3 + 5 * std::sqrt(largest > 0 ? row.weight / largest : 0);
  drawing.add(
      Line{.from = {axis(row.low), y}, .to = {axis(row.high), y}, .style = {.stroke = Ink::text, .width = 1.4}});
  drawing.add(Box{.corner = {axis(row.estimate) - half, y - half},
                  .width = 2 * half,
                  .height = 2 * half,
                  .style = {.fill = Ink::text},
                  .note = {.title = row.label + ": " + interval_text(row)}});
}

void add_pooled(Drawing& drawing, const Axis& axis, const ForestRow& row, double y)
{
  drawing.add(Shape{
      .points = {{axis(row.low), y}, {axis(row.estimate), y - 8}, {axis(row.high), y}, {axis(row.estimate), y + 8}},
      .closed = true,
      .style = {.fill = Ink::accent},
      .note = {.title = row.label + ": " + interval_text(row)}});
}

Drawing draw(const Forest& forest, const Layout& layout)
{
  const double bottom = layout.top + layout.row * static_cast<double>(forest.rows.size() + 1);
  std::string description = "All sites: " + interval_text(forest.pooled) + ".";
  for (const auto& row : forest.rows) description += " " + row.label + ": " + interval_text(row) + ".";
  Drawing drawing{.width = layout.width, .height = bottom + 42, .title = forest.title, .description = description};
  const Axis axis = axis_of(forest, layout);
  if (!std::isnan(forest.prediction_low)) {
    drawing.add(Box{.corner = {axis(forest.prediction_low), layout.top},
                    .width = axis(forest.prediction_high) - axis(forest.prediction_low),
                    .height = bottom - layout.top,
                    .style = {.fill = Ink::band, .opacity = 0.45},
                    .note = {.title = "expected of a further site: " + signed_fixed(forest.prediction_low, 2) + " to " +
                                      signed_fixed(forest.prediction_high, 2)}});
  }
  add_horizontal_axis(drawing, axis, layout.top, bottom);
  if (!layout.narrow) {
    drawing.add(Words{.at = {0, 14}, .text = "site", .paint = Ink::muted});
    drawing.add(
        Words{.at = {layout.left - 30, 14}, .text = "participants", .anchor = Anchor::end, .paint = Ink::muted});
    drawing.add(Words{.at = {layout.width, 14},
                      .text = forest.unit + " [95 % interval]",
                      .anchor = Anchor::end,
                      .paint = Ink::muted});
  }
  const double head = 14;
  drawing.add(Words{
      .at = {axis(0) - 8, head}, .text = forest.lower, .size = 11.5, .anchor = Anchor::end, .paint = Ink::second});
  drawing.add(Words{.at = {axis(0) + 8, head}, .text = forest.higher, .size = 11.5, .paint = Ink::first});

  double largest = 0;
  for (const auto& row : forest.rows) largest = std::max(largest, row.weight);
  double y = layout.top + layout.row / 2 + (layout.narrow ? 8 : 0);
  for (const auto& row : forest.rows) {
    add_texts(drawing, layout, row, y, false);
    if (!std::isnan(row.estimate)) add_site(drawing, axis, row, y, largest);
    y += layout.row;
  }
  add_texts(drawing, layout, forest.pooled, y, true);
  add_pooled(drawing, axis, forest.pooled, y);
  drawing.add(Words{.at = {(layout.left + layout.right) / 2, bottom + 35},
                    .text = "Hedges' g",
                    .size = 11.5,
                    .anchor = Anchor::middle,
                    .paint = Ink::muted});
  return drawing;
}

}  // namespace

Drawing forest_figure(const Forest& forest)
{
  return draw(forest, {.width = 900, .left = 310, .right = 720, .top = 26, .row = row_height, .narrow = false});
}

Drawing narrow_forest_figure(const Forest& forest)
{
  return draw(forest, {.width = 350, .left = 8, .right = 342, .top = 26, .row = 38, .narrow = true});
}

}  // namespace dmn::report
