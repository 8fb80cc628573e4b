#include "report/axis.hpp"

#include <cmath>

#include "report/number_text.hpp"

namespace dmn::report {
namespace {

double round_step(double span, int about_ticks)
{
  const double rough = span / about_ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double share = rough / power;
  return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

}  // namespace

Axis Axis::around(double low, double high, double from, double to, int about_ticks)
{
  if (!(high > low)) {
    const double margin = std::max(0.5, std::abs(low) / 2);
    high = low + margin;
    low -= margin;
  }
  const double step = round_step(high - low, about_ticks);
  Axis axis;
  const auto first = static_cast<long>(std::floor(low / step + 1e-9));
  const auto last = static_cast<long>(std::ceil(high / step - 1e-9));
  for (long k = first; k <= last; ++k) axis.ticks_.push_back(static_cast<double>(k) * step);
  axis.low_ = axis.ticks_.front();
  axis.high_ = axis.ticks_.back();
  axis.from_ = from;
  axis.to_ = to;
  axis.places_ = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return axis;
}

std::string Axis::text(double tick) const
{
  return fixed(tick, places_);
}

void add_vertical_axis(Drawing& drawing, const Axis& axis, double left, double right)
{
  for (const double tick : axis.ticks()) {
    const double y = axis(tick);
    drawing.add(
        Line{.from = {left, y}, .to = {right, y}, .style = {.stroke = Ink::line, .width = tick == 0 ? 1.2 : 0.6}});
    drawing.add(Words{
        .at = {left - 6, y + 4}, .text = axis.text(tick), .size = 11, .anchor = Anchor::end, .paint = Ink::muted});
  }
}

void add_horizontal_axis(Drawing& drawing, const Axis& axis, double top, double bottom)
{
  for (const double tick : axis.ticks()) {
    const double x = axis(tick);
    const Style grid{.stroke = Ink::line, .width = 0.6, .dashed = tick == 0};
    drawing.add(Line{.from = {x, top}, .to = {x, bottom}, .style = grid});
    drawing.add(Words{
        .at = {x, bottom + 15}, .text = axis.text(tick), .size = 11, .anchor = Anchor::middle, .paint = Ink::muted});
  }
}

}  // namespace dmn::report
