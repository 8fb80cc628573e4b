#pragma once

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
  std::uint32_t longest_piece = SumPlan::tile_voxels;

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

/// int16, the usual type of runs, has kernels of its own; they give the same integers.
struct Int16Kernel {
  std::uint32_t longest_piece = 0;
  /// May read up to 30 bytes behind a piece: behind a block of `VoxelStream` that is allowed.
  std::int64_t (*sum)(const std::int16_t* tile, std::span<const SumPlan::Piece> pieces) = nullptr;
};

/// The fastest that this processor runs: AVX2, else what every x86-64 has, else plain loops.
Int16Kernel best_int16_kernel();
/// All that this processor runs, the plain one first.
std::vector<Int16Kernel> int16_kernels();

template <>
struct GroupSum<std::int16_t> : Int16Kernel {
  GroupSum() : Int16Kernel(best_int16_kernel()) {}
};

}  // namespace dmn::parcellation
