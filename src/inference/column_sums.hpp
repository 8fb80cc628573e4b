#pragma once

#include <array>
#include <cstddef>

#include "inference/permuted_columns.hpp"

// Shared by the loops over the outcomes of a slice, which the compiler turns into vector instructions: once for the
// baseline, once for AVX2. Without contraction both round alike.
#define DMN_INLINE [[gnu::always_inline]] inline

namespace dmn::inference {

constexpr std::ptrdiff_t slice_length = 128;  ///< outcomes whose sums stay in the first-level cache
using Slice = std::array<double, slice_length>;

/// Outcomes [first, first + n) of a tile, at most a slice.
struct SliceRange {
  std::ptrdiff_t first;
  std::ptrdiff_t n;
};

/// Component k of V'P E.
DMN_INLINE void project(const PermutedColumn& column, SliceRange range, std::ptrdiff_t k, Slice& projection)
{
  const double* from = column.projections + k * column.n_outcomes + range.first;
  for (std::ptrdiff_t d = 0; d < column.n_directions; ++d) {
    const double moved = column.moved[d * column.moved_stride + k];
    const double* interest = column.interest + d * column.n_outcomes + range.first;
    for (std::ptrdiff_t e = 0; e < range.n; ++e) projection[e] = from[e] + moved * interest[e];
    from = projection.data();
  }
}

/// U'P E in direction d, and |V'P E|^2.
DMN_INLINE void sum_up(const PermutedColumn& column, SliceRange range, std::ptrdiff_t d, Slice& effect,
                       Slice& explained)
{
  Slice projection;
  effect.fill(0);
  explained.fill(0);
  for (std::ptrdiff_t k = 0; k < column.n_varying; ++k) {
    project(column, range, k, projection);
    const double direction = column.directions[d * column.n_varying + k];
    for (std::ptrdiff_t e = 0; e < range.n; ++e) {
      effect[e] += direction * projection[e];
      explained[e] += projection[e] * projection[e];
    }
  }
}

#if defined(__x86_64__)
inline bool has_avx2()
{
  return __builtin_cpu_supports("avx2") > 0;
}
#endif

}  // namespace dmn::inference
