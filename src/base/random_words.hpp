#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dmn::base {

/// The random words of one purpose, one after the other: a pure function of the seed and of three counters.
class RandomWords {
 public:
  /// @param purpose  see philox.hpp: who draws, and for what
  RandomWords(std::uint64_t seed, std::uint32_t number, std::uint32_t part, std::uint32_t purpose)
      : seed_(seed), counter_{0, number, part, purpose}
  {
  }

  std::uint32_t next()
  {
    if (used_ == words_.size()) refill();
    return words_[used_++];
  }
  /// Uniform on 0 ... n - 1, without bias (Lemire 2019, ACM Trans Model Comput Simul 29:3).
  std::uint32_t below(std::uint32_t n);
  /// Uniform on [0, 1), of 53 random bits.
  double uniform();

 private:
  void refill();

  std::uint64_t seed_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
};

}  // namespace dmn::base
