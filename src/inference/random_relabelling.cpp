#include "inference/random_relabelling.hpp"

#include <array>
#include <numeric>
#include <utility>

#include "base/philox.hpp"

namespace dmn::inference {
namespace {

constexpr std::uint32_t permutations = 64U << 24U;
constexpr std::uint32_t sign_flips = permutations | 1U;

/// The words of one (seed, number, block, purpose), one after the other.
class Words {
 public:
  Words(std::uint64_t seed, std::uint32_t number, std::uint32_t block, std::uint32_t purpose)
      : seed_(seed), counter_{0, number, block, purpose}
  {
  }

  std::uint32_t next()
  {
    if (used_ == words_.size()) {
      words_ = base::philox(seed_, counter_);
      ++counter_[0];
      used_ = 0;
    }
    return words_[used_++];
  }

  /// Uniform on 0 ... n - 1, without bias (Lemire 2019, ACM Trans Model Comput Simul 29:3).
  std::uint32_t below(std::uint32_t n)
  {
    std::uint64_t product = std::uint64_t{next()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t unfair = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < unfair) product = std::uint64_t{next()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }

 private:
  std::uint64_t seed_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
};

void shuffle(std::vector<int>& rows, Words& words)
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
    Words words(seed, number, static_cast<std::uint32_t>(block), permutations);
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
  Words words(seed, number, 0, sign_flips);
  std::uint32_t bits = 0;
  for (int row = 0; row < n_rows; ++row, bits >>= 1U) {
    if (row % 32 == 0) bits = words.next();
    result.sign.push_back((bits & 1U) != 0 ? -1 : 1);
  }
  return result;
}

}  // namespace dmn::inference
