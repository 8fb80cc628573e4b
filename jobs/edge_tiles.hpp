#pragma once

#include <Eigen/Core>

#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// Consecutive tiles of edges.
struct TileRange {
  Eigen::Index first = 0;
  Eigen::Index n = 0;
};

/// The tiles a rank works on: tile numbers rise with ranks, so that what ranks gather is in edge order.
inline TileRange tiles_of(const parallel::Communicator& world, Eigen::Index n_tiles)
{
  const Eigen::Index first = n_tiles * world.rank() / world.size();
  return {first, n_tiles * (world.rank() + 1) / world.size() - first};
}

}  // namespace dmn::jobs
