#pragma once

#include <string>

#include "report/drawing.hpp"

namespace dmn::report {

/// A drawing inside a page: inks are classes (`f-first` fill, `s-first` stroke) that the page's style colours by theme;
/// notes become titles. Texts are escaped.
std::string svg_element(const Drawing& drawing);

/// The same as a file of its own: white paper, colours written out, no notes.
std::string svg_file(const Drawing& drawing);

}  // namespace dmn::report
