#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "image/voxel_stream.hpp"
#include "parcellation/piece_sums.hpp"
#include "parcellation/sum_plan.hpp"

namespace dmn::parcellation {

/// Adds up the blocks of an image: one row of raw sums a volume.
template <class T>
class SumPass {
 public:
  explicit SumPass(SumPlan plan) : plan_(std::move(plan)), sums_(plan_.n_slots) {}

  /// Takes the blocks in order. Voxels that are not finite are left out and kept for `take_not_finite`.
  void add(const image::VoxelStream::Block& block)
  {
    if (block.first_voxel == 0) begin_volume();
    const auto voxels = block.as<T>();
    add_spans(voxels, static_cast<std::uint32_t>(block.first_voxel));
    if constexpr (std::is_floating_point_v<T>)
      some_finite_ = some_finite_ || std::ranges::any_of(voxels, [](T voxel) { return std::isfinite(voxel); });
  }

  /// To be called behind the last block of a volume.
  void end_volume() { rows_.insert(rows_.end(), sums_.begin(), sums_.end()); }

  /// Whether any voxel of the whole volume was finite.
  bool some_finite() const noexcept { return some_finite_ || !std::is_floating_point_v<T>; }
  std::vector<std::uint32_t> take_not_finite() { return std::exchange(not_finite_, {}); }

  const SumPlan& plan() const noexcept { return plan_; }
  /// From the next volume on.
  void change_plan(SumPlan plan) { plan_ = std::move(plan); }

  /// T x S, row-major.
  std::vector<RawSum<T>>& rows() noexcept { return rows_; }

 private:
  void begin_volume()
  {
    next_span_ = 0;
    some_finite_ = false;
    std::ranges::fill(sums_, RawSum<T>{});
  }

  void add_spans(std::span<const T> voxels, std::uint32_t first_voxel)
  {
    const std::uint32_t end = first_voxel + static_cast<std::uint32_t>(voxels.size());
    std::uint32_t piece = next_span_ == 0 ? 0 : plan_.spans[next_span_ - 1].pieces_end;
    for (; next_span_ < plan_.spans.size() && plan_.spans[next_span_].first_voxel < end; ++next_span_) {
      const SumPlan::Span& span = plan_.spans[next_span_];
      const auto part = voxels.subspan(span.first_voxel - first_voxel, span.length);
      const auto pieces = std::span(plan_.pieces).subspan(piece, span.pieces_end - piece);
      if constexpr (sums_exactly<T>) {
        add_span(part, pieces, sums_.data());
      } else {
        add_span(part, pieces, sums_.data(), span.first_voxel, not_finite_);
      }
      piece = span.pieces_end;
    }
  }

  SumPlan plan_;
  std::vector<RawSum<T>> sums_;
  std::vector<RawSum<T>> rows_;
  std::vector<std::uint32_t> not_finite_;
  std::size_t next_span_ = 0;
  bool some_finite_ = true;
};

}  // namespace dmn::parcellation
