#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dmn::files {

/// CRC-32 of gzip (RFC 1952), continued from `before` (0 to begin): tells contents apart, is no defence against intent.
std::uint32_t crc32(std::uint32_t before, std::span<const std::byte> bytes) noexcept;

}  // namespace dmn::files
