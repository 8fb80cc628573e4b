#pragma once

#include <array>
#include <cstdint>

namespace dmn::base {

/// Four random words that are a pure function of seed and counter (Philox 4x32, ten rounds; Salmon et al. 2011,
/// Proc. SC11). Whoever draws keeps counters of different purposes apart: the uppermost byte of the last word names the
/// purpose (simulation 0 to 31, inference 64, clinical 72, prediction 96 and 97, connectivity 112, signal 113).
std::array<std::uint32_t, 4> philox(std::uint64_t seed, const std::array<std::uint32_t, 4>& counter);

}  // namespace dmn::base
