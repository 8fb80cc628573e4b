#pragma once

#include <string>

#include "report/drawing.hpp"
#include "report/profile_card.hpp"

namespace dmn::report {

/// For a desktop or paper, and for a phone.
enum class Width { wide, narrow };

/// `23 [5, 58]`; the tails as `< 1` and `> 99`; `n/a` if withheld.
std::string percentile_text(const CardRow& row);

/// Each measure's z on one axis: a disc with its 95 % interval (hollow where the site is not taken into account), the
/// middle 95 % of controls as a band. The axis holds every value; nothing is cut off.
Drawing profile_drawing(const CardSection& section, Width width);

}  // namespace dmn::report
