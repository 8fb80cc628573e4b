#include "report/band_figure.hpp"

#include <algorithm>
#include <cmath>

#include "report/axis.hpp"
#include "report/type_width.hpp"

namespace dmn::report {
namespace {

constexpr double row_height = 15;
constexpr double between_labels = 9;
constexpr double bar = 8;
constexpr double longest_label = 190;

double height_of(const std::vector<BandRow>& rows)
{
  double height = between_labels;
  for (std::size_t k = 0; k < rows.size(); ++k)
    height += row_height + (k + 1 == rows.size() || rows[k + 1].label != rows[k].label ? between_labels : 0);
  return height;
}

}  // namespace

Drawing band_figure(const BandFigure& figure)
{
  std::vector<BandRow> rows = figure.rows;
  std::erase_if(rows, [](const BandRow& row) { return std::isnan(row.median); });
  double low = figure.band_low;
  double high = figure.band_high;
  double names = 0;
  for (const auto& row : rows) {
    low = std::min(low, row.lower);
    high = std::max(high, row.upper);
    names = std::max(names, 1.25 * type_width(row.label, 12));
  }
  const double left = std::min(longest_label, names) + 12;
  const double bottom = height_of(rows);
  Drawing drawing{
      .width = figure.width, .height = bottom + 40, .title = figure.title, .description = figure.description};
  const Axis axis = Axis::around(low, high, left, figure.width - 14);
  drawing.add(Box{.corner = {axis(figure.band_low), 0},
                  .width = axis(figure.band_high) - axis(figure.band_low),
                  .height = bottom,
                  .style = {.fill = Ink::band, .opacity = 0.45}});
  add_horizontal_axis(drawing, axis, 0, bottom);
  double y = between_labels;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto& row = rows[k];
    const double middle = y + row_height / 2;
    const bool first = k == 0 || rows[k - 1].label != row.label;
    const bool last = k + 1 == rows.size() || rows[k + 1].label != row.label;
    if (first)
      drawing.add(Words{.at = {left - 8, middle + 4},
                        .text = shortened(row.label, 12, longest_label / 1.25),
                        .size = 12,
                        .anchor = Anchor::end});
    drawing.add(Box{.corner = {axis(row.lower), middle - bar / 2},
                    .width = std::max(1.0, axis(row.upper) - axis(row.lower)),
                    .height = bar,
                    .style = {.fill = row.ink, .opacity = 0.55},
                    .note = {.title = row.title}});
    drawing.add(Line{.from = {axis(row.median), middle - bar / 2 - 2},
                     .to = {axis(row.median), middle + bar / 2 + 2},
                     .style = {.stroke = row.ink, .width = 2.4}});
    y += row_height + (last ? between_labels : 0);
  }
  drawing.add(Words{.at = {(left + figure.width) / 2, bottom + 36},
                    .text = figure.unit,
                    .size = 11.5,
                    .anchor = Anchor::middle,
                    .paint = Ink::muted});
  return drawing;
}

}  // namespace dmn::report
