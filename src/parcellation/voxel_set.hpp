#pragma once

#include <cstdint>
#include <vector>

namespace dmn::parcellation {

/// A set of voxels of one lattice: one bit each.
class VoxelSet {
 public:
  explicit VoxelSet(std::int64_t n_voxels) : words_(static_cast<std::size_t>((n_voxels + 63) / 64)) {}

  void insert(std::uint32_t voxel) { words_[voxel >> 6] |= std::uint64_t{1} << (voxel & 63); }
  void erase(std::uint32_t voxel) { words_[voxel >> 6] &= ~(std::uint64_t{1} << (voxel & 63)); }
  bool contains(std::uint32_t voxel) const { return ((words_[voxel >> 6] >> (voxel & 63)) & 1) != 0; }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace dmn::parcellation
