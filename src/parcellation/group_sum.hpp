#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "parcellation/sum_plan.hpp"

namespace dmn::parcellation {

/// How sums of raw voxels are kept: integers of up to 32 bits exactly in 64 bits, all others as double.
template <class T>
inline constexpr bool sums_exactly = std::is_integral_v<T> && sizeof(T) <= 4;
template <class T>
using RawSum = std::conditional_t<sums_exactly<T>, std::int64_t, double>;

/// Sums groups of voxels of one tile. Real numbers are added in a fixed order in four lanes: the same bits on any
/// machine.
template <class T>
struct GroupSum {
  static constexpr std::uint32_t longest_piece = SumPlan::tile_voxels;

  /// @param tile  its first voxel
  static RawSum<T> sum(const T* tile, std::span<const SumPlan::Piece> pieces)
  {
    std::array<RawSum<T>, 4> lanes{};
    for (const SumPlan::Piece piece : pieces) {
      const T* const voxels = tile + piece.offset;
      std::size_t i = 0;
      for (; i + 4 <= piece.length; i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] += static_cast<RawSum<T>>(voxels[i + lane]);
      }
      for (std::size_t lane = 0; i < piece.length; ++i, ++lane) lanes[lane] += static_cast<RawSum<T>>(voxels[i]);
    }
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  }

  /// As above without voxels that are not finite. @param not_finite  gets their offsets
  static double sum_of_finite(const T* tile, std::span<const SumPlan::Piece> pieces,
                              std::vector<std::uint32_t>& not_finite)
  {
    double sum = 0;
    for (const SumPlan::Piece piece : pieces) {
      for (std::uint32_t i = piece.offset; i < std::uint32_t{piece.offset} + piece.length; ++i) {
        if (std::isfinite(tile[i])) {
          sum += static_cast<double>(tile[i]);
        } else {
          not_finite.push_back(i);
        }
      }
    }
    return sum;
  }
};

#if defined(__SSE2__)
/// int16, the usual type of runs, with what every x86-64 has: a piece of up to eight voxels is one load, one mask and
/// one multiply-add of pairs. Integers: the same sums as without it. A tile of 2^14 voxels cannot overflow a lane of 32
/// bits. Loads reach up to 14 bytes behind a piece; behind a block of `VoxelStream` that is allowed.
template <>
struct GroupSum<std::int16_t> {
  static constexpr std::uint32_t longest_piece = 8;

  static std::int64_t sum(const std::int16_t* tile, std::span<const SumPlan::Piece> pieces)
  {
    __m128i even = _mm_setzero_si128(), odd = _mm_setzero_si128();
    std::size_t i = 0;
    for (; i + 2 <= pieces.size(); i += 2) {
      even = _mm_add_epi32(even, sums_of_pairs(tile, pieces[i]));
      odd = _mm_add_epi32(odd, sums_of_pairs(tile, pieces[i + 1]));
    }
    if (i < pieces.size()) even = _mm_add_epi32(even, sums_of_pairs(tile, pieces[i]));
    std::array<std::int32_t, 4> parts{};
    _mm_storeu_si128(reinterpret_cast<__m128i*>(parts.data()), _mm_add_epi32(even, odd));
    return std::int64_t{parts[0]} + parts[1] + parts[2] + parts[3];
  }

 private:
  static constexpr std::array<std::int16_t, 16> masks{-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

  static __m128i sums_of_pairs(const std::int16_t* tile, SumPlan::Piece piece)
  {
    const std::int16_t* const mask = masks.data() + 8 - std::size_t{piece.length};
    const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i*>(tile + piece.offset));
    const __m128i wanted = _mm_and_si128(values, _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask)));
    return _mm_madd_epi16(wanted, _mm_set1_epi16(1));
  }
};
#endif

}  // namespace dmn::parcellation
