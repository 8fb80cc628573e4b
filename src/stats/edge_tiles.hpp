#pragma once

#include <Eigen/Core>
#include <algorithm>

namespace dmn::stats {

/// Edges are worked on in tiles that depend on their number alone, so that no bit depends on who works on which. Tiles
/// are about equally wide, 256 edges at most: ranks with as many tiles have as much to do.
class EdgeTiles {
 public:
  explicit EdgeTiles(Eigen::Index n_edges) : n_edges_(n_edges) {}

  Eigen::Index count() const noexcept { return (n_edges_ + widest - 1) / widest; }
  Eigen::Index first(Eigen::Index tile) const noexcept { return boundary(tile); }
  Eigen::Index width(Eigen::Index tile) const noexcept { return boundary(tile + 1) - boundary(tile); }

 private:
  static constexpr Eigen::Index widest = 256;
  static constexpr Eigen::Index unit = 8;  ///< vector instructions take eight columns at a time

  /// @param tile  0 ... count()
  Eigen::Index boundary(Eigen::Index tile) const noexcept
  {
    if (tile == 0) return 0;
    const Eigen::Index n_units = (n_edges_ + unit - 1) / unit;
    return std::min(n_units * tile / count() * unit, n_edges_);
  }

  Eigen::Index n_edges_;
};

}  // namespace dmn::stats
