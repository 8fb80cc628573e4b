#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace dmn::parallel {

/// Values and texts in one message, in the order they are put. For ranks of one job only: native byte order.
class Packer {
 public:
  template <class Value>
  Packer& put(const Value& value) requires std::is_arithmetic_v<Value>
  {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Packer& put(std::string_view text)
  {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_.append(text);
    return *this;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Takes out what a Packer put in, in the same order.
/// @throws IoError when the message ends too early
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  template <class Value>
  Value value() requires std::is_arithmetic_v<Value>
  {
    Value result{};
    std::memcpy(&result, take(sizeof result).data(), sizeof result);
    return result;
  }
  std::string text() { return std::string(take(value<std::uint64_t>())); }
  std::string_view rest() const noexcept { return bytes_; }

 private:
  std::string_view take(std::size_t length);

  std::string_view bytes_;
};

/// A matrix as bytes, and back.
std::string to_bytes(const Eigen::MatrixXd& matrix);
Eigen::MatrixXd matrix_from_bytes(std::string_view bytes);

}  // namespace dmn::parallel
