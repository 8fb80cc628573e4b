#include <array>

#include "parcellation/group_sum.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace dmn::parcellation {
namespace {

std::int64_t sum_plain(const std::int16_t* tile, std::span<const SumPlan::Piece> pieces)
{
  std::int64_t sum = 0;
  for (const SumPlan::Piece piece : pieces) {
    for (std::uint32_t i = piece.offset; i < std::uint32_t{piece.offset} + piece.length; ++i) sum += tile[i];
  }
  return sum;
}

#if defined(__x86_64__)

/// `length` voxels are kept by the mask that begins `length` entries before the middle.
alignas(64) constexpr std::array<std::int16_t, 32> masks{-1, -1, -1, -1, -1, -1, -1, -1,
                                                         -1, -1, -1, -1, -1, -1, -1, -1};

const std::int16_t* mask_of(SumPlan::Piece piece)
{
  return masks.data() + 16 - std::size_t{piece.length};
}

template <std::size_t N>
std::int64_t total(const std::array<std::int32_t, N>& lanes)
{
  std::int64_t sum = 0;
  for (const std::int32_t lane : lanes) sum += lane;
  return sum;
}

// A piece is one load, one mask and one multiply-add of pairs. A lane gains at most 2^17 a piece and a tile has 2^14
// voxels: no overflow.

__m128i pairs_sse2(const std::int16_t* tile, SumPlan::Piece piece)
{
  const __m128i mask = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask_of(piece)));
  const __m128i voxels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(tile + piece.offset));
  return _mm_madd_epi16(_mm_and_si128(voxels, mask), _mm_set1_epi16(1));
}

std::int64_t sum_sse2(const std::int16_t* tile, std::span<const SumPlan::Piece> pieces)
{
  __m128i even = _mm_setzero_si128();
  __m128i odd = _mm_setzero_si128();
  std::size_t i = 0;
  for (; i + 2 <= pieces.size(); i += 2) {
    even = _mm_add_epi32(even, pairs_sse2(tile, pieces[i]));
    odd = _mm_add_epi32(odd, pairs_sse2(tile, pieces[i + 1]));
  }
  if (i < pieces.size()) even = _mm_add_epi32(even, pairs_sse2(tile, pieces[i]));
  std::array<std::int32_t, 4> lanes{};
  _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes.data()), _mm_add_epi32(even, odd));
  return total(lanes);
}

__attribute__((target("avx2"))) inline __m256i pairs_avx2(const std::int16_t* tile, SumPlan::Piece piece)
{
  const __m256i mask = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(mask_of(piece)));
  const __m256i voxels = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tile + piece.offset));
  return _mm256_madd_epi16(_mm256_and_si256(voxels, mask), _mm256_set1_epi16(1));
}

__attribute__((target("avx2"))) std::int64_t sum_avx2(const std::int16_t* tile, std::span<const SumPlan::Piece> pieces)
{
  __m256i even = _mm256_setzero_si256();
  __m256i odd = _mm256_setzero_si256();
  std::size_t i = 0;
  for (; i + 2 <= pieces.size(); i += 2) {
    even = _mm256_add_epi32(even, pairs_avx2(tile, pieces[i]));
    odd = _mm256_add_epi32(odd, pairs_avx2(tile, pieces[i + 1]));
  }
  if (i < pieces.size()) even = _mm256_add_epi32(even, pairs_avx2(tile, pieces[i]));
  std::array<std::int32_t, 8> lanes{};
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes.data()), _mm256_add_epi32(even, odd));
  return total(lanes);
}

#endif

}  // namespace

std::vector<Int16Kernel> int16_kernels()
{
  std::vector<Int16Kernel> kernels{{SumPlan::tile_voxels, sum_plain}};
#if defined(__x86_64__)
  kernels.push_back({8, sum_sse2});
  if (__builtin_cpu_supports("avx2")) kernels.push_back({16, sum_avx2});
#endif
  return kernels;
}

Int16Kernel best_int16_kernel()
{
  return int16_kernels().back();
}

}  // namespace dmn::parcellation
