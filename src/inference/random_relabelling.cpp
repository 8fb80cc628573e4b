#include "inference/random_relabelling.hpp"

#include <numeric>
#include <utility>

#include "base/random_words.hpp"

namespace dmn::inference {
namespace {

constexpr std::uint32_t permutations = 64U << 24U;
constexpr std::uint32_t sign_flips = permutations | 1U;

void shuffle(std::vector<int>& rows, base::RandomWords& words)
{
  for (std::size_t left = rows.size(); left > 1; --left) {
    std::swap(rows[left - 1], rows[words.below(static_cast<std::uint32_t>(left))]);
  }
}

}  // namespace

Relabelling random_permutation(const std::vector<std::vector<int>>& rows_of_blocks, int n_rows, std::uint64_t seed,
                               std::uint32_t number)
{
  Relabelling result;
  result.source.resize(static_cast<std::size_t>(n_rows));
  for (std::size_t block = 0; block < rows_of_blocks.size(); ++block) {
    const auto& rows = rows_of_blocks[block];
    std::vector<int> shuffled = rows;
    base::RandomWords words(seed, number, static_cast<std::uint32_t>(block), permutations);
    shuffle(shuffled, words);
    for (std::size_t i = 0; i < rows.size(); ++i) result.source[static_cast<std::size_t>(rows[i])] = shuffled[i];
  }
  return result;
}

Relabelling random_signs(int n_rows, std::uint64_t seed, std::uint32_t number)
{
  Relabelling result;
  result.source.resize(static_cast<std::size_t>(n_rows));
  std::iota(result.source.begin(), result.source.end(), 0);
  base::RandomWords words(seed, number, 0, sign_flips);
  std::uint32_t bits = 0;
  for (int row = 0; row < n_rows; ++row, bits >>= 1U) {
    if (row % 32 == 0) bits = words.next();
    result.sign.push_back((bits & 1U) != 0 ? -1 : 1);
  }
  return result;
}

}  // namespace dmn::inference
