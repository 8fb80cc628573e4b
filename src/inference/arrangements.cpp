#include "inference/arrangements.hpp"

#include <cmath>
#include <map>

#include "base/error.hpp"

namespace dmn::inference {
namespace {

std::map<int, std::uint64_t> counts_of(const std::vector<int>& letters)
{
  std::map<int, std::uint64_t> counts;
  for (const int letter : letters) ++counts[letter];
  return counts;
}

/// Of `total` arrangements of `n_left` letters, those that begin with a letter that occurs `count` times.
std::uint64_t beginning_with(std::uint64_t total, std::uint64_t count, std::uint64_t n_left)
{
  return total * count / n_left;
}

}  // namespace

double log_arrangements(const std::vector<int>& letters)
{
  double log_count = std::lgamma(static_cast<double>(letters.size()) + 1.0);
  for (const auto& [letter, count] : counts_of(letters)) log_count -= std::lgamma(static_cast<double>(count) + 1.0);
  return log_count;
}

std::uint64_t arrangements(const std::vector<int>& letters)
{
  if (log_arrangements(letters) > std::log(largest_exact_count)) {
    throw base::ShapeError("too many arrangements to count exactly");
  }
  std::uint64_t total = 1;
  std::uint64_t n = 0;
  for (const auto& [letter, count] : counts_of(letters)) {
    for (std::uint64_t i = 1; i <= count; ++i) total = total * ++n / i;
  }
  return total;
}

std::vector<int> arrangement(std::vector<int> letters, std::uint64_t rank)
{
  auto counts = counts_of(letters);
  std::uint64_t total = arrangements(letters);
  std::uint64_t n_left = letters.size();
  for (int& position : letters) {
    for (auto& [letter, count] : counts) {
      const std::uint64_t here = beginning_with(total, count, n_left);
      if (rank >= here) {
        rank -= here;
        continue;
      }
      position = letter;
      total = here;
      --count;
      break;
    }
    --n_left;
  }
  return letters;
}

std::uint64_t rank_of(const std::vector<int>& letters)
{
  auto counts = counts_of(letters);
  std::uint64_t total = arrangements(letters);
  std::uint64_t n_left = letters.size();
  std::uint64_t rank = 0;
  for (const int first : letters) {
    for (auto smaller = counts.begin(); smaller->first != first; ++smaller) {
      rank += beginning_with(total, smaller->second, n_left);
    }
    total = beginning_with(total, counts[first]--, n_left);
    --n_left;
  }
  return rank;
}

}  // namespace dmn::inference
