#include "inference/screened_columns.hpp"

#include <algorithm>
#include <cmath>

#include "inference/column_sums.hpp"

namespace dmn::inference {
namespace {

/// |U'P E| and rss, as far as they are known.
DMN_INLINE void effect_and_residual(const PermutedColumn& column, SliceRange range, Slice& effect, Slice& residual)
{
  Slice square;
  square.fill(0);
  for (std::ptrdiff_t d = 0; d < column.n_directions; ++d) {
    sum_up(column, range, d, effect, residual);
    for (std::ptrdiff_t e = 0; e < range.n; ++e) square[e] += effect[e] * effect[e];
  }
  const double* total_ss = column.total_ss + range.first;
  for (std::ptrdiff_t e = 0; e < range.n; ++e) {
    effect[e] = std::sqrt(square[e]);
    residual[e] = total_ss[e] - residual[e];
  }
}

/// Intervals of |U'P E|^2 and rss: what is certain here, what is possible in `open`.
struct Certain {
  Slice effect;    ///< lower bound
  Slice residual;  ///< upper bound
};

DMN_INLINE void find_bounds(const ScreenedColumn& screened, SliceRange range, Certain& certain, OpenCells& open)
{
  Slice effect;
  Slice residual;
  effect_and_residual(screened.column, range, effect, residual);
  const double* __restrict effect_error = screened.effect_error + range.first;
  const double* __restrict residual_error = screened.residual_error + range.first;
  double* __restrict most_effect = open.effect.data() + range.first;
  double* __restrict least_residual = open.residual.data() + range.first;
  for (std::ptrdiff_t e = 0; e < range.n; ++e) {
    const double least = effect[e] - effect_error[e];
    const double most = effect[e] + effect_error[e];
    certain.effect[e] = least > 0 ? least * least : 0;
    certain.residual[e] = residual[e] + residual_error[e];
    most_effect[e] = most * most;
    least_residual[e] = residual[e] - residual_error[e];
  }
}

/// Counts what is certain; raises `known` to what is certainly reached. Comparisons with NaN are false throughout.
DMN_INLINE void count_certain(const ScreenedColumn& screened, SliceRange range, Slice& known,
                              std::int64_t* __restrict as_extreme, OpenCells& open)
{
  Certain certain;
  find_bounds(screened, range, certain, open);
  const double* __restrict most_effect = open.effect.data() + range.first;
  const double* __restrict least_residual = open.residual.data() + range.first;
  const double* __restrict threshold = screened.threshold + range.first;
  double* __restrict undecided = open.undecided.data() + range.first;
  std::int64_t* __restrict count = as_extreme + range.first;
  for (std::ptrdiff_t e = 0; e < range.n; ++e) {
    const bool reaches = certain.effect[e] >= threshold[e] * certain.residual[e];
    const double may_reach = most_effect[e] >= threshold[e] * least_residual[e] ? 1.0 : 0.0;
    undecided[e] = reaches ? 0.0 : may_reach;
    count[e] += reaches ? 1 : 0;
    const double ratio = certain.effect[e] / certain.residual[e];
    known[e] = ratio > known[e] ? ratio : known[e];
  }
}

/// @param from  rho from which on an outcome is listed
DMN_INLINE void list_open(std::ptrdiff_t n_outcomes, double from, OpenCells& open)
{
  const double* effect = open.effect.data();
  const double* residual = open.residual.data();
  const double* undecided = open.undecided.data();
  const auto is_open = [=](std::ptrdiff_t e) {
    const double candidate = effect[e] >= from * residual[e] ? 1.0 : 0.0;
    return candidate + undecided[e] > 0;
  };
  for (std::ptrdiff_t first = 0; first < n_outcomes; first += slice_length) {
    const std::ptrdiff_t end = std::min(first + slice_length, n_outcomes);
    std::ptrdiff_t n_open = 0;
    for (std::ptrdiff_t e = first; e < end; ++e) n_open += is_open(e) ? 1 : 0;
    for (std::ptrdiff_t e = first; n_open > 0 && e < end; ++e) {
      if (is_open(e)) open.cells.push_back({.outcome = e, .undecided = undecided[e] > 0});
    }
  }
}

DMN_INLINE void screen_column(const ScreenedColumn& screened, double known, std::int64_t* as_extreme, OpenCells& open)
{
  Slice reached;
  reached.fill(known);
  const std::ptrdiff_t n_outcomes = screened.column.n_outcomes;
  for (std::ptrdiff_t first = 0; first < n_outcomes; first += slice_length)
    count_certain(screened, {first, std::min(slice_length, n_outcomes - first)}, reached, as_extreme, open);
  open.known = *std::ranges::max_element(reached);
  list_open(n_outcomes, std::min(open.known, screened.listed), open);
}

void screen_plain(const ScreenedColumn& screened, double known, std::int64_t* as_extreme, OpenCells& open)
{
  screen_column(screened, known, as_extreme, open);
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void screen_avx2(const ScreenedColumn& screened, double known, std::int64_t* as_extreme,
                                         OpenCells& open)
{
  screen_column(screened, known, as_extreme, open);
}

#endif

}  // namespace

void screen(const ScreenedColumn& screened, double known, std::int64_t* as_extreme, OpenCells& open)
{
  const auto n_outcomes = static_cast<std::size_t>(screened.column.n_outcomes);
  open.cells.clear();
  open.undecided.resize(n_outcomes);
  open.effect.resize(n_outcomes);
  open.residual.resize(n_outcomes);
#if defined(__x86_64__)
  if (has_avx2()) return screen_avx2(screened, known, as_extreme, open);
#endif
  screen_plain(screened, known, as_extreme, open);
}

}  // namespace dmn::inference
