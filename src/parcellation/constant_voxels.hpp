#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/sum_plan.hpp"

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

  /// @param plan  outlives this; its spans are the voxels to watch
  explicit ConstantVoxels(const SumPlan& plan) : plan_(plan) { first_.reserve(plan.n_voxels); }

  /// Takes the blocks of an image in order.
  void observe(const image::VoxelStream::Block& block)
  {
    const auto voxels = block.as<T>();
    const auto first_voxel = static_cast<std::uint32_t>(block.first_voxel);
    if (block.first_voxel == 0) begin_volume(block.volume);
    if (block.volume == 0) remember(voxels, first_voxel);
    if (block.volume == 1) compare(voxels, first_voxel);
    if (block.volume > 1) sift(voxels, first_voxel);
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
    next_span_ = 0;
    sifting_ = volume > 1;
    if (sifting_) first_ = {};
  }

  void drop_sifted()
  {
    if (sifting_) same_.resize(n_kept_);
  }

  template <class Action>
  void for_each_span(std::span<const T> voxels, std::uint32_t first_voxel, Action action)
  {
    const std::uint32_t end = first_voxel + static_cast<std::uint32_t>(voxels.size());
    for (; next_span_ < plan_.spans.size() && plan_.spans[next_span_].first_voxel < end; ++next_span_) {
      const SumPlan::Span& span = plan_.spans[next_span_];
      action(voxels.subspan(span.first_voxel - first_voxel, span.length), span.first_voxel);
    }
  }

  void remember(std::span<const T> voxels, std::uint32_t first_voxel)
  {
    for_each_span(voxels, first_voxel, [&](std::span<const T> part, std::uint32_t) {
      first_.insert(first_.end(), part.begin(), part.end());
    });
  }

  void compare(std::span<const T> voxels, std::uint32_t first_voxel)
  {
    for_each_span(voxels, first_voxel, [&](std::span<const T> part, std::uint32_t begin) {
      for (std::size_t i = 0; i < part.size(); ++i, ++next_) {
        if (part[i] == first_[next_]) same_.push_back({begin + static_cast<std::uint32_t>(i), part[i]});
      }
    });
  }

  void sift(std::span<const T> voxels, std::uint32_t first_voxel)
  {
    const std::uint32_t end = first_voxel + static_cast<std::uint32_t>(voxels.size());
    for (; next_ < same_.size() && same_[next_].index < end; ++next_) {
      if (voxels[same_[next_].index - first_voxel] == same_[next_].value) same_[n_kept_++] = same_[next_];
    }
  }

  const SumPlan& plan_;
  std::vector<T> first_;     ///< values of the first volume, in the order of the spans
  std::vector<Voxel> same_;  ///< those that never differed so far
  std::size_t next_ = 0;
  std::size_t n_kept_ = 0;
  std::size_t next_span_ = 0;
  bool sifting_ = false;
};

}  // namespace dmn::parcellation
