#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace dmn::connectivity {

/// Communities of a weighted graph.
struct Communities {
  std::vector<int> community;  ///< R, numbered from 0 by their first node
  double modularity = 0;       ///< NaN for a graph without edges
};

/// The best of several runs of Louvain's method, resolution 1: nodes in random order move to the community that gains
/// most, communities become nodes, and so on; the nodes then move once more from where they are, until nothing gains.
/// Of equal runs the first counts.
///
/// @param weights   R x R, symmetric, at least 0, empty diagonal
/// @param restarts  runs, at least 1
/// @param seed      random orders are a pure function of seed, restart and position
/// Blondel et al. 2008, J Stat Mech P10008.
Communities louvain(const Eigen::MatrixXd& weights, int restarts, std::uint64_t seed);

}  // namespace dmn::connectivity
