#pragma once

#include <cstddef>

namespace dmn::inference {

/// One permutation of a tile of T outcomes under one contrast of q rows: what t* and F* are made of. Writes E for the
/// residuals under the null hypothesis, V (N x v) for the part of the model's space that relabelling moves, U (N x q)
/// for the directions of interest in it, P for the relabelling. Everything column-major, outcomes first.
struct PermutedColumn {
  const double* projections = nullptr;  ///< T x v: R'P'V, R the residuals of the whole model
  const double* moved = nullptr;        ///< v x q, columns `moved_stride` apart: V'P U
  const double* directions = nullptr;   ///< v x q: V'U
  const double* interest = nullptr;     ///< T x q: Y'U
  const double* total_ss = nullptr;     ///< T: |E|^2; NaN where there is no test
  std::ptrdiff_t moved_stride = 0;
  std::ptrdiff_t n_outcomes = 0;    ///< T
  std::ptrdiff_t n_varying = 0;     ///< v
  std::ptrdiff_t n_directions = 0;  ///< q
  double residual_df = 0;
};

/// Share of |E|^2 left as residual from which |E|^2 - |V'P E|^2 keeps eleven digits.
constexpr double well_left = 1e-4;

/// t* = U'P E / sqrt(rss / df), rss = |E|^2 - |V'P E|^2, V'P E = R'P'V + (V'P U) U'Y. The same bits on every processor:
/// wider instructions only do several outcomes at a time.
/// @param t       T
/// @return        whether some rss is less than `well_left` of |E|^2, so that it has lost digits
bool permuted_t(const PermutedColumn& column, double* t);

/// F* = |U'P E|^2 / q / (rss / df).
/// @param f       T
bool permuted_f(const PermutedColumn& column, double* f);

}  // namespace dmn::inference
