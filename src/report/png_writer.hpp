#pragma once

#include <cstdint>
#include <vector>

#include "report/drawing.hpp"

namespace dmn::report {

/// The picture as an indexed PNG (PNG 3rd edition, W3C 2025), a pixel a cell. Deflate blocks are stored, not
/// compressed: the bytes depend on no library's version, and matrices of noise compress by a tenth only.
/// @throws ShapeError when cells and extents differ, there are none, or an index has no colour
std::vector<std::uint8_t> png(const Picture& picture);

}  // namespace dmn::report
