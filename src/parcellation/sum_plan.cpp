#include "parcellation/sum_plan.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace dmn::parcellation {
namespace {

/// Deals out one set's runs tile by tile.
class TileCutter {
 public:
  TileCutter(const std::vector<RoiRun>& runs, std::uint32_t first_slot) : runs_(runs), first_slot_(first_slot)
  {
    load();
  }

  /// First voxel of the tile of the next voxels; nothing at the end.
  std::optional<std::uint32_t> tile() const
  {
    if (next_ == runs_.size()) return std::nullopt;
    return rest_.begin / SumPlan::tile_voxels * SumPlan::tile_voxels;
  }

  /// The rest of the current run inside its tile.
  RoiRun take()
  {
    const std::uint32_t tile_end = *tile() + SumPlan::tile_voxels;
    const RoiRun part{rest_.begin, std::min(rest_.end, tile_end), first_slot_ + rest_.roi};
    rest_.begin = part.end;
    if (rest_.begin == rest_.end) {
      ++next_;
      load();
    }
    return part;
  }

 private:
  void load()
  {
    if (next_ < runs_.size()) rest_ = runs_[next_];
  }

  const std::vector<RoiRun>& runs_;
  std::uint32_t first_slot_;
  std::size_t next_ = 0;
  RoiRun rest_;
};

/// The pieces of one tile, by slot.
class TilePieces {
 public:
  explicit TilePieces(std::size_t n_slots) : of_slot_(n_slots) {}

  void add(const RoiRun& part, std::uint32_t tile, std::uint32_t longest)
  {
    auto& pieces = of_slot_[part.roi];
    if (pieces.empty()) slots_.push_back(part.roi);
    for (std::uint32_t begin = part.begin; begin < part.end; begin += longest) {
      pieces.push_back(
          {static_cast<std::uint16_t>(begin - tile), static_cast<std::uint16_t>(std::min(part.end - begin, longest))});
    }
  }

  void move_to(SumPlan& plan, std::uint32_t tile)
  {
    std::ranges::sort(slots_);
    for (const std::uint32_t slot : slots_) {
      plan.pieces.insert(plan.pieces.end(), of_slot_[slot].begin(), of_slot_[slot].end());
      plan.groups.push_back({tile, slot, static_cast<std::uint32_t>(plan.pieces.size())});
      of_slot_[slot].clear();
    }
    slots_.clear();
  }

 private:
  std::vector<std::vector<SumPlan::Piece>> of_slot_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace

SumPlan plan_sums(const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois,
                  std::uint32_t longest)
{
  SumPlan plan;
  std::vector<TileCutter> cutters;
  for (std::size_t set = 0; set < runs.size(); ++set) {
    cutters.emplace_back(runs[set], static_cast<std::uint32_t>(plan.n_slots));
    plan.n_slots += n_rois[set];
  }
  TilePieces pieces(plan.n_slots);
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  while (true) {
    std::uint32_t tile = none;
    for (const TileCutter& cutter : cutters) tile = std::min(tile, cutter.tile().value_or(none));
    if (tile == none) return plan;
    for (TileCutter& cutter : cutters) {
      while (cutter.tile() == tile) pieces.add(cutter.take(), tile, longest);
    }
    pieces.move_to(plan, tile);
  }
}

}  // namespace dmn::parcellation
