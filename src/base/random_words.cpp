#include "base/random_words.hpp"

#include "base/philox.hpp"

namespace dmn::base {

void RandomWords::refill()
{
  words_ = philox(seed_, counter_);
  ++counter_[0];
  used_ = 0;
}

std::uint32_t RandomWords::below(std::uint32_t n)
{
  std::uint64_t product = std::uint64_t{next()} * n;
  if (static_cast<std::uint32_t>(product) < n) {
    const std::uint32_t unfair = (0U - n) % n;
    while (static_cast<std::uint32_t>(product) < unfair) product = std::uint64_t{next()} * n;
  }
  return static_cast<std::uint32_t>(product >> 32U);
}

double RandomWords::uniform()
{
  constexpr double of_53_bits = 1.0 / 9007199254740992.0;
  const std::uint64_t high = next() >> 5U;
  const std::uint64_t low = next() >> 6U;
  return static_cast<double>(high << 26U | low) * of_53_bits;
}

}  // namespace dmn::base
