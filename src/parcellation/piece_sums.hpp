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

/// Adds the pieces of one span of integers. Differences of running sums, so the cost hardly depends on the number of
/// sets. Running sums wrap around; a tile's sum fits, so differences are exact.
/// @param voxels  those of the span
template <class T>
void add_span(std::span<const T> voxels, std::span<const SumPlan::Piece> pieces, std::int64_t* sums)
{
  using Unsigned = std::conditional_t<sizeof(T) <= 2, std::uint32_t, std::uint64_t>;
  std::array<Unsigned, SumPlan::tile_voxels + 1> running;
  Unsigned total = 0;
  running[0] = 0;
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    total += static_cast<Unsigned>(voxels[i]);
    running[i + 1] = total;
  }
  for (const SumPlan::Piece& piece : pieces)
    sums[piece.slot] += static_cast<std::make_signed_t<Unsigned>>(running[piece.end] - running[piece.begin]);
}

/// Sum in double in a fixed order: four lanes, whatever the instruction set.
template <class T>
double sum_in_lanes(std::span<const T> voxels)
{
  std::array<double, 4> lanes{};
  std::size_t i = 0;
  for (; i + 4 <= voxels.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] += static_cast<double>(voxels[i + lane]);
  }
  for (std::size_t lane = 0; i < voxels.size(); ++i, ++lane) lanes[lane] += static_cast<double>(voxels[i]);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// As above for real numbers and integers of 64 bits. Voxels that are not finite are left out.
/// @param first_voxel  of the span
/// @param not_finite   gets the voxels left out, perhaps more than once
template <class T>
void add_span(std::span<const T> voxels, std::span<const SumPlan::Piece> pieces, double* sums,
              std::uint32_t first_voxel, std::vector<std::uint32_t>& not_finite)
{
  for (const SumPlan::Piece& piece : pieces) {
    const std::span<const T> part = voxels.subspan(piece.begin, piece.end - piece.begin);
    double sum = sum_in_lanes(part);
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(sum)) {
        sum = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
          if (std::isfinite(part[i])) {
            sum += static_cast<double>(part[i]);
          } else {
            not_finite.push_back(first_voxel + piece.begin + static_cast<std::uint32_t>(i));
          }
        }
      }
    }
    sums[piece.slot] += sum;
  }
}

}  // namespace dmn::parcellation
