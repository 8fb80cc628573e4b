#include "treatment_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "clinical/response_line.hpp"
#include "report/number_text.hpp"

namespace dmn::jobs {
namespace {

using report::Ink;

constexpr double width = 640;
constexpr double height = 420;
constexpr double left = 70;
constexpr double right = 20;
constexpr double top = 60;
constexpr double bottom = 60;
constexpr Eigen::Index line_points = 41;
constexpr int fewest_ticks = 4;

/// An axis from `low` to `high` in data, `from` to `to` on paper.
struct Axis {
  double low, high, from, to;

  double operator()(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

Axis axis_of(const Eigen::VectorXd& values, double from, double to)
{
  const double low = values.minCoeff();
  const double high = values.maxCoeff();
  const double margin = 0.04 * std::max(high - low, 1e-9);
  return {low - margin, high + margin, from, to};
}

/// Steps of 1, 2 or 5 times a power of ten.
double tick_step(const Axis& axis)
{
  const double rough = (axis.high - axis.low) / fewest_ticks;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power <= rough) return factor * power;
  }
  return power;
}

void draw_axes(report::Drawing& drawing, const Axis& x, const Axis& y)
{
  const report::Style grid{.stroke = Ink::line, .width = 0.5};
  const double step_x = tick_step(x);
  for (double tick = std::ceil(x.low / step_x) * step_x; tick <= x.high; tick += step_x) {
    drawing.add(report::Line{{x(tick), y.to}, {x(tick), y.from}, grid});
    drawing.add(
        report::Words{{x(tick), y.from + 18}, report::fixed(tick, step_x < 1 ? 1 : 0), 12, report::Anchor::middle});
  }
  const double step_y = tick_step(y);
  const int places = std::max(0, static_cast<int>(std::ceil(-std::log10(step_y) - 1e-9)));
  for (double tick = std::ceil(y.low / step_y) * step_y; tick <= y.high; tick += step_y) {
    drawing.add(report::Line{{x.from, y(tick)}, {x.to, y(tick)}, grid});
    drawing.add(report::Words{{x.from - 8, y(tick) + 4}, report::fixed(tick, places), 12, report::Anchor::end});
  }
}

report::Shape band(const clinical::ResponseLine& line, const Axis& x, const Axis& y, Ink ink)
{
  report::Shape shape{.points = {}, .closed = true, .style = {.fill = ink, .opacity = 0.18}};
  for (Eigen::Index at = 0; at < line.marker.size(); ++at)
    shape.points.push_back({x(line.marker[at]), y(line.low[at])});
  for (Eigen::Index at = line.marker.size(); at-- > 0;) shape.points.push_back({x(line.marker[at]), y(line.high[at])});
  return shape;
}

struct ArmOfFigure {
  int arm = 0;
  Ink ink = Ink::first;
  std::string label;
};

std::vector<ArmOfFigure> arms_of(const clinical::TreatmentPlan& plan)
{
  if (!plan.two_arms()) return {{0, Ink::accent, "everybody"}};
  return {{0, Ink::second, plan.arms[0]}, {1, Ink::first, plan.arms[1]}};
}

}  // namespace

report::Drawing response_drawing(const clinical::TreatmentPlan& plan, const clinical::MarkerModel& model,
                                 const connectivity::Summary& marker)
{
  const Eigen::VectorXd shown = clinical::partial_outcome(plan, model);
  const Eigen::VectorXd arm = plan.arm(model.rows);
  const Axis x = axis_of(model.marker, left, width - right);
  const Axis y = axis_of(shown, height - bottom, top);
  report::Drawing drawing{
      .width = width,
      .height = height,
      .title = fmt::format("{} along {}", plan.columns.post, marker.name),
      .description = fmt::format("{} by {}, a dot a participant, a line an arm with the 95 % interval of its mean",
                                 plan.columns.post, marker.description)};
  draw_axes(drawing, x, y);
  drawing.add(report::Words{
      {left, 22}, fmt::format("{}: {}", marker.name, marker.description), 14, report::Anchor::start, Ink::text, true});
  drawing.add(report::Words{{(left + width - right) / 2, height - 16},
                            fmt::format("{} (standard deviations)", marker.name),
                            12,
                            report::Anchor::middle});
  drawing.add(report::Words{{18, (top + height - bottom) / 2},
                            fmt::format("{}, adjusted", plan.columns.post),
                            12,
                            report::Anchor::middle,
                            Ink::text,
                            false,
                            true});
  const Eigen::VectorXd at = Eigen::VectorXd::LinSpaced(line_points, model.marker.minCoeff(), model.marker.maxCoeff());
  double legend = left;
  for (const auto& each : arms_of(plan)) {
    const auto line = clinical::response_line(plan, model, each.arm, at);
    drawing.add(band(line, x, y, each.ink));
    report::Shape mean{.points = {}, .closed = false, .style = {.stroke = each.ink, .width = 2}};
    for (Eigen::Index p = 0; p < line_points; ++p) mean.points.push_back({x(at[p]), y(line.mean[p])});
    drawing.add(mean);
    report::Dots dots{.points = {}, .radius = 2.2, .style = {.fill = each.ink, .opacity = 0.6}};
    for (Eigen::Index row = 0; row < arm.size(); ++row) {
      if (!plan.two_arms() || (arm[row] > 0.5) == (each.arm == 1))
        dots.points.push_back({x(model.marker[row]), y(shown[row])});
    }
    const std::string label = fmt::format("{} (n = {})", each.label, dots.points.size());
    drawing.add(std::move(dots));
    drawing.add(report::Disc{{legend + 5, 40}, 5, {.fill = each.ink}});
    drawing.add(report::Words{{legend + 15, 44}, label, 12});
    legend += 40 + 7.0 * static_cast<double>(label.size());
  }
  return drawing;
}

}  // namespace dmn::jobs
