#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "edge_tiles.hpp"
#include "inference/graph_components.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// What the relabellings of an analysis say of one contrast; on the master.
struct PermutedContrast {
  bool sign_flips = false;
  std::size_t n_blocks = 1;        ///< exchangeability blocks
  bool enumerated = false;         ///< every distinct relabelling: p-values are exact
  std::vector<std::string> names;  ///< of the columns of `null`: `max_t`, `max_t_confirmatory`, `max_t_networks`, ...
  Eigen::MatrixXd null;            ///< J x names, the identity first
  Eigen::VectorXd p_permuted;      ///< edges; uncorrected, NaN where there is no test

  /// @throws ShapeError for a name that is not there
  Eigen::VectorXd null_of(const std::string& name) const;
  bool has(const std::string& name) const;
};

constexpr const char* null_of_edges = "max_t";
constexpr const char* null_of_confirmatory = "max_t_confirmatory";
constexpr const char* null_of_exploratory_markers = "max_t_markers";
constexpr const char* null_of_networks = "max_t_networks";

/// `max_t_confirmatory`, or `max_t_markers` where M1 ... M8 are exploratory too.
std::string null_of_markers(const std::vector<connectivity::Summary>& markers);

struct PermutationResult {
  bool stopped = false;                     ///< on request, before the last relabelling; the same command goes on
  std::vector<PermutedContrast> contrasts;  ///< one a contrast of the plan, on the master; empty where stopped
};

/// **Collective.** Every rank multiplies its own tiles of edges; whole networks go round, a few relabellings to each
/// rank. Interrupted runs are kept in `group/unfinished_*.h5` and go on from their last block; every number is the same
/// for any number of ranks and with or without an interruption.
/// @param graph   of all edges of the plan
/// @param result  on the master
PermutationResult permute_together(const Options& options, const stats::GroupPlan& plan, const inference::Graph& graph,
                                   const stats::ReadOutcomes& read, const std::vector<PermutationFamily>& families,
                                   const stats::GroupResult& result, const parallel::Communicator& world);

/// Removes what an interrupted run has left.
void forget_unfinished_permutations(const Options& options);

}  // namespace dmn::jobs
