#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace dmn::inference {

/// Which statistics are as extreme as an observed one.
enum class Tail {
  both,   ///< |t*| >= |t|
  upper,  ///< F* >= F
};

/// What a run of J relabellings keeps of one contrast over a share of the outcomes. Plain numbers, so that they can be
/// stored and sent.
struct PermutationTally {
  PermutationTally() = default;
  /// @param n_relabellings  J;  @param observed  E statistics without relabelling, NaN where there is no test
  PermutationTally(int n_relabellings, Eigen::VectorXd observed, Tail tail);

  Tail tail = Tail::both;
  Eigen::VectorXd observed;              ///< E
  std::vector<double> maximum;           ///< J: largest |t*| or F* of the outcomes added; -infinity if there is none
  std::vector<std::int64_t> as_extreme;  ///< E: relabellings with |t*| >= |t| - 1e-9 max(1, |t|), METHODS.md section 4
};

/// @throws ShapeError unless outcomes [first, first + n) and relabellings [first, first + n) are the tally's
void require_room(const PermutationTally& tally, Eigen::Index first_outcome, Eigen::Index n_outcomes,
                  int first_relabelling, Eigen::Index n_relabellings);

/// From which |t*| or F* on a relabelling is as extreme as what was observed of outcomes [first, first + n).
std::vector<double> counting_thresholds(const PermutationTally& tally, Eigen::Index first, Eigen::Index n);

/// Adds the statistics of a tile under a block of relabellings, each once. NaN is neither large nor extreme.
/// @param statistics  T x n;  @param first_outcome  of the tally's E;  @param first_relabelling  of its J
/// @throws ShapeError where they do not fit in
void add(const Eigen::MatrixXd& statistics, Eigen::Index first_outcome, int first_relabelling, PermutationTally& tally);

/// Takes another share of the work in: other relabellings of the same outcomes, other outcomes in the same places, or
/// both.
/// @throws ShapeError for other sizes or tails
void merge(const PermutationTally& other, PermutationTally& into);

/// as_extreme / J, NaN where there is no test: the uncorrected p. The identity counts, so never 0.
Eigen::VectorXd uncorrected_p(const PermutationTally& tally);

}  // namespace dmn::inference
