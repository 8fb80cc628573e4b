#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace dmn::parcellation {

/// A set of voxels of one lattice: one bit each.
class VoxelSet {
 public:
  explicit VoxelSet(std::int64_t n_voxels) : words_(static_cast<std::size_t>((n_voxels + 63) / 64)) {}

  void insert(std::uint32_t voxel) { words_[voxel >> 6] |= std::uint64_t{1} << (voxel & 63); }
  bool contains(std::uint32_t voxel) const { return ((words_[voxel >> 6] >> (voxel & 63)) & 1) != 0; }

  /// Calls `action(voxel)` for each voxel from `begin` (a multiple of 64) to `end` (exclusive), in file order.
  template <class Action>
  void for_each(std::uint32_t begin, std::uint32_t end, Action action) const
  {
    for (std::uint32_t word = begin >> 6; word < (end + 63) >> 6; ++word) {
      for (std::uint64_t bits = words_[word]; bits != 0; bits &= bits - 1)
        action((word << 6) + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace dmn::parcellation
