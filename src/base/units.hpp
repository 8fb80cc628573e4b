#pragma once

#include <compare>

namespace dmn::base {

/// A number with a unit. Quantities of different units do not convert into one another.
template <class Unit>
struct Quantity {
  double value = 0.0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double v) : value(v) {}
  constexpr auto operator<=>(const Quantity&) const = default;
};

using Seconds = Quantity<struct SecondsUnit>;
using Hertz = Quantity<struct HertzUnit>;
using Millimetres = Quantity<struct MillimetresUnit>;

}  // namespace dmn::base
