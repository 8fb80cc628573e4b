#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/voxel_set.hpp"

namespace dmn::parcellation {

/// Finds the voxels that hold the same value in all volumes. Nearly every voxel differs in the second volume already:
/// from then on only those that never differed are looked at.
template <class T>
class ConstantVoxels {
 public:
  struct Voxel {
    std::uint32_t index = 0;
    T value{};
  };

  explicit ConstantVoxels(VoxelSet watched) : watched_(std::move(watched)) {}

  /// Takes the blocks of an image in order.
  void observe(const image::VoxelStream::Block& block)
  {
    const auto voxels = block.as<T>();
    const auto begin = static_cast<std::uint32_t>(block.first_voxel);
    if (block.first_voxel == 0) begin_volume(block.volume);
    if (block.volume == 0) remember(voxels, begin);
    if (block.volume == 1) compare(voxels, begin);
    if (block.volume > 1) sift(voxels, begin);
  }

  /// In file order, after all volumes (at least two).
  std::vector<Voxel> finish()
  {
    drop_sifted();
    return std::move(same_);
  }

 private:
  void begin_volume(std::int64_t volume)
  {
    drop_sifted();
    next_ = 0;
    n_kept_ = 0;
    sifting_ = volume > 1;
    if (sifting_) first_ = {};
  }

  void drop_sifted()
  {
    if (sifting_) same_.resize(n_kept_);
  }

  void remember(std::span<const T> voxels, std::uint32_t begin)
  {
    watched_.for_each(begin, end_of(voxels, begin),
                      [&](std::uint32_t voxel) { first_.push_back(voxels[voxel - begin]); });
  }

  void compare(std::span<const T> voxels, std::uint32_t begin)
  {
    watched_.for_each(begin, end_of(voxels, begin), [&](std::uint32_t voxel) {
      const T value = voxels[voxel - begin];
      if (value == first_[next_++]) same_.push_back({voxel, value});
    });
  }

  void sift(std::span<const T> voxels, std::uint32_t begin)
  {
    const std::uint32_t end = end_of(voxels, begin);
    for (; next_ < same_.size() && same_[next_].index < end; ++next_) {
      if (voxels[same_[next_].index - begin] == same_[next_].value) same_[n_kept_++] = same_[next_];
    }
  }

  static std::uint32_t end_of(std::span<const T> voxels, std::uint32_t begin)
  {
    return begin + static_cast<std::uint32_t>(voxels.size());
  }

  VoxelSet watched_;
  std::vector<T> first_;     ///< values of the first volume, of the watched voxels in file order
  std::vector<Voxel> same_;  ///< those that never differed so far
  std::size_t next_ = 0;
  std::size_t n_kept_ = 0;
  bool sifting_ = false;
};

}  // namespace dmn::parcellation
