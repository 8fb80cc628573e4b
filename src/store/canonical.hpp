#pragma once

#include <span>
#include <string_view>

#include "store/digest.hpp"

namespace dmn::store {

/// Bytes that mean the same always hash the same: a text is its length (64-bit, little-endian) and its bytes.
void add_text(Sha256& hash, std::string_view text);
/// IEEE 754 little-endian; every NaN is the one with bits 0x7ff8000000000000.
void add_doubles(Sha256& hash, std::span<const double> values);

}  // namespace dmn::store
