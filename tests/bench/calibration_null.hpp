#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "bench/calibration_analysis.hpp"
#include "inference/nbs.hpp"
#include "inference/tfnbs.hpp"

namespace dmn::bench {

/// Null distributions of NBS at one threshold.
struct NbsNull {
  Eigen::VectorXd extent;     ///< J
  Eigen::VectorXd intensity;  ///< J
};

/// Null distributions of the network statistics in one direction.
struct DirectionNull {
  inference::Sign sign = inference::Sign::positive;
  std::vector<NbsNull> nbs = {};  ///< one a threshold
  Eigen::VectorXd tfnbs = {};     ///< J
};

/// Null distributions, the identity first.
struct PermutationNulls {
  inference::Graph graph = {};
  Eigen::VectorXd max_t = {};          ///< J, over edges
  Eigen::VectorXd max_t_markers = {};  ///< J
  std::array<DirectionNull, 2> directions = {};
};

/// Relabels as the group job does, by one process.
/// @param exchange_within  N labels; empty: all rows are exchangeable
PermutationNulls permute(const Estimated& estimated, const std::vector<std::string>& exchange_within,
                         const AnalysisOptions& options);

}  // namespace dmn::bench
