#pragma once

#include <string>

#include "report/drawing.hpp"

namespace dmn::report {

/// A drawing as a PDF 1.4 file of one page (ISO 32000): vectors, Helvetica, pictures as indexed images. A unit of the
/// drawing is 0.75 points. No date and no program's name: equal drawings are equal bytes.
std::string pdf_file(const Drawing& drawing);

}  // namespace dmn::report
