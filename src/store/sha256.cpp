#include <nettle/sha2.h>

#include <array>
#include <cstdint>

#include "store/digest.hpp"

namespace dmn::store {

struct Sha256::State {
  sha256_ctx context{};
};

Sha256::Sha256() : state_(std::make_unique<State>())
{
  sha256_init(&state_->context);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes)
{
  sha256_update(&state_->context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

void Sha256::update(std::string_view text)
{
  update(std::as_bytes(std::span(text)));
}

std::string Sha256::hex()
{
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&state_->context, digest.size(), digest.data());
  std::string text;
  for (const unsigned byte : digest) {
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

std::string sha256_hex(std::string_view text)
{
  Sha256 hash;
  hash.update(text);
  return hash.hex();
}

}  // namespace dmn::store
