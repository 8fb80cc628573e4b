#include "store/canonical.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace dmn::store {

void add_text(Sha256& hash, std::string_view text)
{
  const std::uint64_t length = text.size();
  hash.update(std::as_bytes(std::span(&length, 1)));
  hash.update(text);
}

void add_doubles(Sha256& hash, std::span<const double> values)
{
  constexpr auto the_nan = std::bit_cast<double>(std::uint64_t{0x7ff8000000000000});
  std::array<double, 1024> block;
  while (!values.empty()) {
    const std::size_t n = std::min(values.size(), block.size());
    std::ranges::transform(values.first(n), block.begin(),
                           [](double value) { return std::isnan(value) ? the_nan : value; });
    hash.update(std::as_bytes(std::span(block).first(n)));
    values = values.subspan(n);
  }
}

}  // namespace dmn::store
