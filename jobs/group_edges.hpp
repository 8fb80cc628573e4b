#pragma once

#include <vector>

#include "parallel/communicator.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// Consecutive tiles of edges.
struct TileRange {
  Eigen::Index first = 0;
  Eigen::Index n = 0;
};

/// The tiles a rank works on: tile numbers rise with ranks, so that what ranks gather is in edge order.
TileRange tiles_of(const parallel::Communicator& world, Eigen::Index n_tiles);

/// **Collective.** Every rank reads and fits its own tiles.
/// @return  one a contrast, over all edges of the plan, on the master; of size 0 elsewhere
std::vector<stats::TestStatistics> fit_edges_together(const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                                      const parallel::Communicator& world);

}  // namespace dmn::jobs
