#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "inference/permutation_tally.hpp"
#include "inference/screening.hpp"
#include "network_maxima.hpp"
#include "parallel/communicator.hpp"
#include "permutation_plan.hpp"
#include "permutation_state.hpp"

namespace dmn::jobs {

/// Outcomes whose largest statistic is a null distribution of its own: a column of the null.
struct OutcomeSet {
  std::string name;          ///< `max_t_confirmatory`
  Eigen::MatrixXd outcomes;  ///< N x S
};

/// A rank's part of a run of relabellings: its own edges, markers and whole networks for its share of each block.
/// Screened in single precision (inference::Screening), unless networks need more statistics in double precision than
/// the few that reach a threshold.
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
  int relabellings_per_block() const noexcept { return family_.model.relabellings_per_block(); }
  int n_done() const noexcept { return n_done_; }
  /// `screened` in single precision, or `exact`: all statistics in double precision.
  std::string engine() const { return is_screened() ? "screened" : "exact"; }
  /// Participants x edges of the whole analysis: the same on every rank.
  Eigen::Index n_cells() const noexcept;

  /// Whether ranks exchange statistics in each block.
  bool meets_in_each_block() const { return !networks_.names().empty(); }

  /// **Collective.** Goes on from what was saved. @param state  on the master; ignored elsewhere
  void go_on_from(const PermutationState& state);
  /// **Collective.** The next block of relabellings.
  void step();
  /// **Collective.** On the master: everything done so far; elsewhere of no meaning.
  PermutationState state() const;

 private:
  /// Tiles of outcomes with what is known of them; those of a screened run are in `screened`, the others in `exact`.
  struct Outcomes {
    std::vector<inference::OutcomeTile> exact;
    std::vector<inference::ScreenedTile> screened;
    std::vector<inference::PermutationTally> tallies;  ///< a contrast
    Eigen::Index n = 0;
  };

  inference::Tail tail(std::size_t contrast) const;
  std::size_t n_contrasts() const noexcept { return family_.contrasts.size(); }
  bool is_screened() const { return networks_.names().empty() || networks_.only_from(); }
  Outcomes prepared(std::vector<Eigen::MatrixXd> tiles) const;
  void add_to_sets(const inference::ScreenedBasis& basis);
  void add(const inference::PermutedBasis& basis, Outcomes& outcomes, bool keep);
  void add_networks(const inference::PermutedBasis& basis);
  void screen(const inference::ScreenedBasis& basis);
  void add_networks(const inference::Exceedances& exceedances, std::size_t contrast, int first_relabelling);

  const PermutationFamily& family_;
  const parallel::Communicator& world_;
  const stats::GroupPlan& plan_;
  NetworkMaxima networks_;
  inference::Screening screening_;
  Outcomes edges_;           ///< of this rank
  Eigen::Index first_edge_;  ///< its place among all
  std::vector<std::string> set_names_;
  std::vector<Outcomes> sets_;
  std::vector<Eigen::MatrixXd> own_statistics_;  ///< a contrast: own edges x n, for the exchange
  std::vector<Eigen::MatrixXd> network_null_;    ///< a contrast: J x names
  inference::PermutedStatistics scratch_;
  int n_done_ = 0;
};

}  // namespace dmn::jobs
