#include "base/philox.hpp"

#include <Random123/philox.h>

namespace dmn::base {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, const std::array<std::uint32_t, 4>& counter)
{
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed & 0xffffffffU), static_cast<std::uint32_t>(seed >> 32U)}};
  const auto words = r123::Philox4x32{}({{counter[0], counter[1], counter[2], counter[3]}}, key);
  return {words[0], words[1], words[2], words[3]};
}

}  // namespace dmn::base
