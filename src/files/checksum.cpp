#include "files/checksum.hpp"

#include <isa-l/crc.h>

namespace dmn::files {

std::uint32_t crc32(std::uint32_t before, std::span<const std::byte> bytes) noexcept
{
  return crc32_gzip_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace dmn::files
