#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "inference/permutation_tally.hpp"
#include "network_maxima.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "permutation_state.hpp"

namespace dmn::jobs {

/// Outcomes whose largest statistic is a null distribution of its own: a column of the null.
struct OutcomeSet {
  std::string name;          ///< `max_t_confirmatory`
  Eigen::MatrixXd outcomes;  ///< N x S; kept by the master, without columns elsewhere
};

/// A rank's part of a run of relabellings: its own edges, and whole networks for its share of each block.
class PermutationFamilyRun {
 public:
  /// **Collective.**
  /// @param edges   the rank's own outcomes, tile by tile, in edge order over the ranks
  /// @param graph   of all edges of the analysis, if networks are asked for
  PermutationFamilyRun(const PermutationFamily& family, const stats::GroupPlan& plan,
                       std::vector<Eigen::MatrixXd> edges, const std::vector<OutcomeSet>& sets,
                       const inference::Graph& graph, const GroupOptions& options, const parallel::Communicator& world);

  /// Names of the columns of a null.
  std::vector<std::string> names() const;
  int n_relabellings() const noexcept { return family_.relabellings.size(); }
  int n_done() const noexcept { return n_done_; }

  /// **Collective.** Goes on from what was saved. @param state  on the master; ignored elsewhere
  void go_on_from(const PermutationState& state);
  /// **Collective.** The next block of relabellings.
  void step();
  /// **Collective.** On the master: everything done so far; elsewhere of no meaning.
  PermutationState state() const;

 private:
  struct OutcomeTally {
    inference::OutcomeTile tile;
    std::vector<inference::PermutationTally> contrasts;
  };

  inference::Tail tail(std::size_t contrast) const;
  std::size_t n_contrasts() const noexcept { return family_.contrasts.size(); }
  void add_edges(const inference::PermutedBasis& basis);
  void add_sets(const inference::PermutedBasis& basis);
  void add_networks(const inference::PermutedBasis& basis);

  const PermutationFamily& family_;
  const parallel::Communicator& world_;
  const stats::GroupPlan& plan_;
  std::vector<inference::OutcomeTile> tiles_;
  Eigen::Index n_own_ = 0;                          ///< edges of this rank
  std::vector<inference::PermutationTally> edges_;  ///< a contrast
  std::vector<std::string> set_names_;
  std::vector<OutcomeTally> sets_;
  NetworkMaxima networks_;
  std::vector<Eigen::MatrixXd> own_statistics_;  ///< a contrast: own edges x n, for the exchange
  std::vector<Eigen::MatrixXd> network_null_;    ///< a contrast: J x names
  inference::PermutedStatistics scratch_;
  int n_done_ = 0;
};

}  // namespace dmn::jobs
