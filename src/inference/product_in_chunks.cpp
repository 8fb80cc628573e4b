#include "inference/product_in_chunks.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/error.hpp"
#include "inference/blas.hpp"
#include "inference/column_sums.hpp"

namespace dmn::inference {
namespace {

constexpr Eigen::Index longest_chunk = 512;
constexpr Eigen::Index many_rows = 4096;

DMN_INLINE void add_to_sums(const float* __restrict chunk, std::ptrdiff_t n, bool is_first, double* __restrict sums)
{
  if (is_first) {
    for (std::ptrdiff_t i = 0; i < n; ++i) sums[i] = static_cast<double>(chunk[i]);
  } else {
    for (std::ptrdiff_t i = 0; i < n; ++i) sums[i] += static_cast<double>(chunk[i]);
  }
}

void add_plain(const float* chunk, std::ptrdiff_t n, bool is_first, double* sums)
{
  add_to_sums(chunk, n, is_first, sums);
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void add_avx2(const float* chunk, std::ptrdiff_t n, bool is_first, double* sums)
{
  add_to_sums(chunk, n, is_first, sums);
}

#endif

void add(const Eigen::MatrixXf& chunk, bool is_first, Eigen::MatrixXd& sums)
{
#if defined(__x86_64__)
  if (has_avx2()) return add_avx2(chunk.data(), chunk.size(), is_first, sums.data());
#endif
  add_plain(chunk.data(), chunk.size(), is_first, sums.data());
}

void require_equal_rows(Eigen::Index a, Eigen::Index b)
{
  if (a == b) return;
  throw base::ShapeError("the matrices of a product do not fit together",
                         {.expected = std::to_string(a), .found = std::to_string(b)});
}

}  // namespace

Eigen::Index rows_per_chunk(Eigen::Index n_rows)
{
  const Eigen::Index longest = n_rows <= many_rows ? longest_chunk : longest_chunk / 2;
  const Eigen::Index n_chunks = std::max<Eigen::Index>((n_rows + longest - 1) / longest, 1);
  return std::max<Eigen::Index>((n_rows + n_chunks - 1) / n_chunks, 1);
}

void product_in_chunks(const Eigen::Ref<const Eigen::MatrixXf>& a, const Eigen::Ref<const Eigen::MatrixXf>& b,
                       Eigen::MatrixXf& chunk, Eigen::MatrixXd& out)
{
  require_equal_rows(a.rows(), b.rows());
  const Eigen::Index length = rows_per_chunk(a.rows());
  out.resize(a.cols(), b.cols());
  for (Eigen::Index first = 0; first < std::max<Eigen::Index>(a.rows(), 1); first += length) {
    const Eigen::Index n = std::min(length, a.rows() - first);
    product_transposed(a.middleRows(first, n), b.middleRows(first, n), chunk);
    add(chunk, first == 0, out);
  }
}

}  // namespace dmn::inference
