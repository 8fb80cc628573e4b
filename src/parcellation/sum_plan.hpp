#pragma once

#include <cstdint>
#include <vector>

#include "parcellation/membership.hpp"

namespace dmn::parcellation {

/// How one pass over the voxels of a volume adds up the ROIs of all sets. A slot is one ROI of one set, sets after one
/// another.
///
/// Spans are stretches of voxels that some ROI needs; a piece is the part of a span that one slot needs. Pieces are cut
/// at multiples of `tile_voxels`, which depend on nothing but the voxel's place: a set's sums are the same bits
/// whatever other sets are summed beside it.
struct SumPlan {
  static constexpr std::uint32_t tile_voxels = 2048;  ///< blocks of an image are whole tiles

  struct Piece {
    std::uint16_t begin = 0;  ///< relative to the span
    std::uint16_t end = 0;    ///< exclusive
    std::uint32_t slot = 0;
  };
  struct Span {
    std::uint32_t first_voxel = 0;
    std::uint32_t length = 0;
    std::uint32_t pieces_end = 0;  ///< its pieces are those from the end of the span before
  };

  std::vector<Span> spans;  ///< in file order
  std::vector<Piece> pieces;
  std::size_t n_slots = 0;
  std::size_t n_voxels = 0;  ///< in all spans

  bool empty() const noexcept { return spans.empty(); }
};

/// @param runs    of each set, each in file order
/// @param n_rois  R of each set
SumPlan plan_sums(const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois);

}  // namespace dmn::parcellation
