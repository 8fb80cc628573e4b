#pragma once

#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// A linear scale with round ticks: values to places on paper.
class Axis {
 public:
  /// The smallest range of round steps around both values; a range without width is widened.
  /// @param from, to  places of the lowest and the highest value
  static Axis around(double low, double high, double from, double to, int about_ticks = 5);

  double operator()(double value) const { return from_ + (value - low_) / (high_ - low_) * (to_ - from_); }
  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }
  const std::vector<double>& ticks() const noexcept { return ticks_; }
  /// A tick's number, with as many places as the step needs.
  std::string text(double tick) const;

 private:
  double low_ = 0;
  double high_ = 1;
  double from_ = 0;
  double to_ = 1;
  int places_ = 0;
  std::vector<double> ticks_;
};

/// Grid lines and numbers of a vertical axis, left of `left`.
void add_vertical_axis(Drawing& drawing, const Axis& axis, double left, double right);
/// Ticks and numbers of a horizontal axis, below `bottom`.
void add_horizontal_axis(Drawing& drawing, const Axis& axis, double top, double bottom);

}  // namespace dmn::report
