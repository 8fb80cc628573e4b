#pragma once

#include <cstdint>
#include <vector>

namespace dmn::inference {

/// log of n! / prod_k n_k!: in how many distinct orders a word of n letters can be written, n_k of them equal.
/// @param letters  n, any integers; equal ones are interchangeable
double log_arrangements(const std::vector<int>& letters);

constexpr double largest_exact_count = 1e12;

/// The same count as an integer.
/// @throws ShapeError above `largest_exact_count`
std::uint64_t arrangements(const std::vector<int>& letters);

/// Arrangement number `rank` in lexicographic order, 0 <= rank < arrangements(letters).
/// @param letters  in any order
std::vector<int> arrangement(std::vector<int> letters, std::uint64_t rank);

/// Lexicographic position of `letters` among its own arrangements: arrangement(letters, rank_of(letters)) == letters.
std::uint64_t rank_of(const std::vector<int>& letters);

}  // namespace dmn::inference
