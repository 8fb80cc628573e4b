#pragma once

#include <cstdint>
#include <vector>

#include "inference/relabelling.hpp"

namespace dmn::inference {

/// Shuffles rows within each block (Fisher-Yates, unbiased): a pure function of seed and number. Counter words:
/// position, number, block, 64 << 24.
Relabelling random_permutation(const std::vector<std::vector<int>>& rows_of_blocks, int n_rows, std::uint64_t seed,
                               std::uint32_t number);

/// A fair sign for each row. Counter words: position, number, 0, 64 << 24 | 1.
Relabelling random_signs(int n_rows, std::uint64_t seed, std::uint32_t number);

}  // namespace dmn::inference
