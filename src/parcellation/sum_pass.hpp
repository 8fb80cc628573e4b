#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/group_sum.hpp"
#include "parcellation/sum_plan.hpp"

namespace dmn::parcellation {

/// Adds up the blocks of an image: one row of raw sums a volume.
template <class T>
class SumPass {
 public:
  SumPass(GroupSum<T> group_sum, SumPlan plan) : group_sum_(group_sum), plan_(std::move(plan)), sums_(plan_.n_slots) {}

  /// Takes the blocks in order. Voxels that are not finite are left out and kept for `take_not_finite`.
  void add(const image::VoxelStream::Block& block)
  {
    if (block.first_voxel == 0) begin_volume();
    const auto voxels = block.as<T>();
    const auto first_voxel = static_cast<std::uint32_t>(block.first_voxel);
    const std::uint32_t end = first_voxel + static_cast<std::uint32_t>(voxels.size());
    for (; next_group_ < plan_.groups.size() && plan_.groups[next_group_].first_voxel < end; ++next_group_)
      add_group(plan_.groups[next_group_], voxels.data() + (plan_.groups[next_group_].first_voxel - first_voxel));
    if constexpr (std::is_floating_point_v<T>)
      some_finite_ = some_finite_ || std::ranges::any_of(voxels, [](T voxel) { return std::isfinite(voxel); });
  }

  /// To be called behind the last block of a volume.
  void end_volume() { rows_.insert(rows_.end(), sums_.begin(), sums_.end()); }

  /// Whether any voxel of the whole volume was finite.
  bool some_finite() const noexcept { return some_finite_ || !std::is_floating_point_v<T>; }
  /// Those of this volume, perhaps more than once.
  std::vector<std::uint32_t> take_not_finite() { return std::exchange(not_finite_, {}); }

  const SumPlan& plan() const noexcept { return plan_; }
  /// From the next volume on.
  void change_plan(SumPlan plan) { plan_ = std::move(plan); }

  /// T x S, row-major.
  std::vector<RawSum<T>>& rows() noexcept { return rows_; }

 private:
  void begin_volume()
  {
    next_group_ = 0;
    next_piece_ = 0;
    some_finite_ = false;
    std::ranges::fill(sums_, RawSum<T>{});
  }

  void add_group(const SumPlan::Group& group, const T* tile)
  {
    const auto pieces = std::span(plan_.pieces).subspan(next_piece_, group.pieces_end - next_piece_);
    next_piece_ = group.pieces_end;
    RawSum<T> sum = group_sum_.sum(tile, pieces);
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(sum)) {
        const std::size_t known = not_finite_.size();
        sum = GroupSum<T>::sum_of_finite(tile, pieces, not_finite_);
        for (std::size_t i = known; i < not_finite_.size(); ++i) not_finite_[i] += group.first_voxel;
      }
    }
    sums_[group.slot] += sum;
  }

  GroupSum<T> group_sum_;
  SumPlan plan_;
  std::vector<RawSum<T>> sums_;
  std::vector<RawSum<T>> rows_;
  std::vector<std::uint32_t> not_finite_;
  std::size_t next_group_ = 0;
  std::uint32_t next_piece_ = 0;
  bool some_finite_ = true;
};

}  // namespace dmn::parcellation
