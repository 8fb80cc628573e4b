#include "inference/permuted_columns.hpp"

#include <algorithm>
#include <cmath>

#include "inference/column_sums.hpp"

namespace dmn::inference {
namespace {

/// explained becomes the residual sum of squares.
DMN_INLINE bool leave_residuals(const double* total_ss, std::ptrdiff_t n, Slice& explained)
{
  std::ptrdiff_t n_cancelled = 0;
  for (std::ptrdiff_t e = 0; e < n; ++e) {
    explained[e] = total_ss[e] - explained[e];
    n_cancelled += explained[e] < well_left * total_ss[e] ? 1 : 0;
  }
  return n_cancelled > 0;
}

DMN_INLINE bool t_of_column(const PermutedColumn& column, double* t)
{
  Slice effect;
  Slice residual;
  bool cancelled = false;
  for (std::ptrdiff_t first = 0; first < column.n_outcomes; first += slice_length) {
    const SliceRange range{first, std::min(slice_length, column.n_outcomes - first)};
    sum_up(column, range, 0, effect, residual);
    cancelled |= leave_residuals(column.total_ss + first, range.n, residual);
    const double df = column.residual_df;
    for (std::ptrdiff_t e = 0; e < range.n; ++e) t[first + e] = effect[e] / std::sqrt(residual[e] / df);
  }
  return cancelled;
}

DMN_INLINE bool f_of_column(const PermutedColumn& column, double* f)
{
  Slice effect;
  Slice residual;
  Slice sum;
  bool cancelled = false;
  for (std::ptrdiff_t first = 0; first < column.n_outcomes; first += slice_length) {
    const SliceRange range{first, std::min(slice_length, column.n_outcomes - first)};
    sum.fill(0);
    for (std::ptrdiff_t d = 0; d < column.n_directions; ++d) {
      sum_up(column, range, d, effect, residual);
      for (std::ptrdiff_t e = 0; e < range.n; ++e) sum[e] += effect[e] * effect[e];
    }
    cancelled |= leave_residuals(column.total_ss + first, range.n, residual);
    const auto q = static_cast<double>(column.n_directions);
    const double df = column.residual_df;
    for (std::ptrdiff_t e = 0; e < range.n; ++e) f[first + e] = sum[e] / q / (residual[e] / df);
  }
  return cancelled;
}

bool t_plain(const PermutedColumn& column, double* t)
{
  return t_of_column(column, t);
}

bool f_plain(const PermutedColumn& column, double* f)
{
  return f_of_column(column, f);
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] bool t_avx2(const PermutedColumn& column, double* t)
{
  return t_of_column(column, t);
}

[[gnu::target("avx2")]] bool f_avx2(const PermutedColumn& column, double* f)
{
  return f_of_column(column, f);
}

#endif

}  // namespace

bool permuted_t(const PermutedColumn& column, double* t)
{
#if defined(__x86_64__)
  if (has_avx2()) return t_avx2(column, t);
#endif
  return t_plain(column, t);
}

bool permuted_f(const PermutedColumn& column, double* f)
{
#if defined(__x86_64__)
  if (has_avx2()) return f_avx2(column, f);
#endif
  return f_plain(column, f);
}

}  // namespace dmn::inference
