#pragma once

#include <string>
#include <string_view>

namespace dmn::report {

/// Text as Windows-1252, what the fonts of every PDF reader hold: the minus sign becomes an en dash, `≥` two
/// characters; others outside the set become `?`.
std::string windows_1252(std::string_view utf8);

/// Width of a text in Helvetica, in the unit of `size` (Adobe Font Metrics of the 14 standard fonts). Characters
/// outside ASCII count as a digit.
double type_width(std::string_view utf8, double size, bool bold = false);

/// The text, its middle replaced by an ellipsis where it is wider than `width`: names often differ at their end.
std::string shortened(const std::string& utf8, double size, double width);

}  // namespace dmn::report
