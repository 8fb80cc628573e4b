#include "report/network_figure.hpp"

#include <algorithm>
#include <cmath>

#include "report/number_text.hpp"
#include "report/type_width.hpp"

namespace dmn::report {

namespace {

constexpr double fullest = 0.85;
constexpr double browser_width = 1.24;  ///< of a browser's type against type_width()

/// Opacity of an effect, rounded to a hundredth.
double fullness(double share)
{
  return std::round(100 * fullest * share) / 100;
}

/// The colours from -largest to largest, with the ends and what they measure.
void add_scale(Drawing& drawing, double largest, const std::string& unit, double y)
{
  constexpr int steps = 13;
  constexpr double side = 10;
  const int places = largest < 0.1 ? 3 : 2;
  const double x = 56;
  for (int k = 0; k < steps; ++k) {
    const double share = static_cast<double>(2 * k - (steps - 1)) / (steps - 1);
    const Point corner{.x = x + k * side, .y = y};
    drawing.add(Box{.corner = corner, .width = side, .height = side, .style = {.fill = Ink::panel}});
    drawing.add(Box{.corner = corner,
                    .width = side,
                    .height = side,
                    .style = {.fill = share > 0 ? Ink::first : Ink::second, .opacity = fullness(std::abs(share))}});
  }
  drawing.add(Words{.at = {x - 6, y + 9}, .text = fixed(-largest, places), .size = 11, .anchor = Anchor::end});
  drawing.add(Words{.at = {x + steps * side + 6, y + 9}, .text = signed_fixed(largest, places), .size = 11});
  drawing.add(Words{
      .at = {x + steps * side / 2, y + 24}, .text = unit, .size = 11, .anchor = Anchor::middle, .paint = Ink::muted});
}

}  // namespace

Drawing network_figure(const std::string& title, const std::string& unit, const std::vector<std::string>& networks,
                       const std::vector<NetworkCell>& cells)
{
  const auto n = static_cast<double>(networks.size());
  const double side = std::clamp(520 / std::max(1.0, n), 22.0, 46.0);
  double names = 0;
  for (const auto& name : networks) names = std::max(names, browser_width * type_width(name, 12));
  const double left = std::min(150.0, names + 10);
  const double below = std::min(120.0, names + 10);
  Drawing drawing{.width = std::max(260.0, left + n * side + 6),
                  .height = 6 + n * side + below + 36,
                  .title = title,
                  .description = "Networks by networks; the table of network means holds the numbers."};
  double largest = 0;
  for (const auto& cell : cells) largest = std::isnan(cell.effect) ? largest : std::max(largest, std::abs(cell.effect));
  for (const auto& cell : cells) {
    const Point corner{.x = left + cell.column * side, .y = 4 + cell.row * side};
    const bool tested = !std::isnan(cell.effect);
    const double share = tested && largest > 0 ? std::abs(cell.effect) / largest : 0;
    drawing.add(Box{.corner = corner,
                    .width = side - 2,
                    .height = side - 2,
                    .style = {.fill = Ink::panel, .stroke = Ink::line, .width = 0.6},
                    .note = {.title = cell.title}});
    if (tested) {
      drawing.add(Box{.corner = corner,
                      .width = side - 2,
                      .height = side - 2,
                      .style = {.fill = cell.effect > 0 ? Ink::first : Ink::second, .opacity = fullness(share)},
                      .note = {.title = cell.title}});
    }
    if (cell.edges > 0) {
      drawing.add(Words{.at = {corner.x + side / 2 - 1, corner.y + side / 2 + 3.5},
                        .text = std::to_string(cell.edges),
                        .size = 11.5,
                        .anchor = Anchor::middle,
                        .paint = share > 0.55 ? Ink::paper : Ink::text,
                        .bold = true});
    }
  }
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const double middle = (static_cast<double>(k) + 0.5) * side;
    drawing.add(Words{.at = {left - 6, 4 + middle + 3},
                      .text = shortened(networks[k], 12, (left - 8) / browser_width),
                      .size = 12,
                      .anchor = Anchor::end});
    drawing.add(Words{.at = {left + middle + 3, 4 + n * side + 4},
                      .text = shortened(networks[k], 12, (below - 8) / browser_width),
                      .size = 12,
                      .anchor = Anchor::end,
                      .upright = true});
  }
  if (largest > 0) add_scale(drawing, largest, unit, 8 + n * side + below);
  return drawing;
}

}  // namespace dmn::report
