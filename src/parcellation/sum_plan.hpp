#pragma once

#include <cstdint>
#include <vector>

#include "parcellation/membership.hpp"

namespace dmn::parcellation {

/// How one pass over the voxels of a volume adds up the ROIs of all sets. A slot is one ROI of one set, sets after one
/// another.
///
/// A volume is cut into tiles of consecutive voxels, small enough for the first-level cache. In each tile the voxels of
/// a slot are added up together: a group, made of pieces of consecutive voxels. What a group holds depends on nothing
/// but its set and its tile, so a set's sums are the same bits whatever other sets are summed beside it.
struct SumPlan {
  static constexpr std::uint32_t tile_voxels = 1U << 14;  ///< blocks of an image are whole tiles

  struct Piece {
    std::uint16_t offset = 0;  ///< in the tile
    std::uint16_t length = 0;
  };
  struct Group {
    std::uint32_t first_voxel = 0;  ///< of the tile
    std::uint32_t slot = 0;
    std::uint32_t pieces_end = 0;  ///< its pieces are those from the end of the group before
  };

  std::vector<Group> groups;  ///< by tile, then by slot
  std::vector<Piece> pieces;
  std::size_t n_slots = 0;

  bool empty() const noexcept { return groups.empty(); }
};

/// @param runs     of each set, each in file order
/// @param n_rois   R of each set
/// @param longest  voxels of a piece at most
SumPlan plan_sums(const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois,
                  std::uint32_t longest);

}  // namespace dmn::parcellation
