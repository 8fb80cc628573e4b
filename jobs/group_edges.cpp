#include "group_edges.hpp"

namespace dmn::jobs {

TileRange tiles_of(const parallel::Communicator& world, Eigen::Index n_tiles)
{
  const Eigen::Index first = n_tiles * world.rank() / world.size();
  return {first, n_tiles * (world.rank() + 1) / world.size() - first};
}

std::vector<stats::TestStatistics> fit_edges_together(const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                                      const parallel::Communicator& world)
{
  const TileRange mine = tiles_of(world, stats::n_edge_tiles(plan));
  std::vector<stats::TestStatistics> edges(plan.contrasts.size());
  parallel::agree(world, [&] {
    for (Eigen::Index tile = mine.first; tile < mine.first + mine.n; ++tile) {
      const auto fits = stats::fit(plan, stats::read_tile(plan, read, tile));
      for (std::size_t c = 0; c < fits.size(); ++c) edges[c].append(fits[c]);
    }
  });
  for (auto& statistics : edges)
    statistics = stats::statistics_from_rows(world.gather_rows_together(stats::to_rows(statistics)));
  return edges;
}

}  // namespace dmn::jobs
