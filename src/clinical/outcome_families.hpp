#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "connectivity/summaries.hpp"
#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"

namespace dmn::clinical {

/// Outcomes that are corrected together: one largest statistic a relabelling.
struct OutcomeFamily {
  std::string name;                    ///< `markers`, `networks`
  std::vector<Eigen::Index> outcomes;  ///< positions, ascending
};

/// M1 ... M8 are one family, the network means the other; a family without members is left out.
std::vector<OutcomeFamily> marker_families(const std::vector<connectivity::Summary>& summaries);

/// What relabellings say of one contrast, a tally a family.
class FamilyTallies {
 public:
  /// @param observed  S statistics without relabelling, NaN where there is no test
  FamilyTallies(std::vector<OutcomeFamily> families, const Eigen::VectorXd& observed, int n_relabellings,
                inference::Tail tail);

  /// @param statistics  S x n, of relabellings [first, first + n)
  void add(const Eigen::MatrixXd& statistics, int first);
  /// The statistics of one outcome alone, 1 x n.
  void add(const Eigen::MatrixXd& statistics, Eigen::Index outcome, int first);

  const std::vector<OutcomeFamily>& families() const noexcept { return families_; }
  std::vector<inference::PermutationTally>& tallies() noexcept { return tallies_; }

  /// S counted p, uncorrected; the identity counts. NaN where there is no test.
  Eigen::VectorXd p_permuted() const;
  /// S family-wise p by the largest statistic of the outcome's family.
  Eigen::VectorXd p_fwe() const;
  /// J: the largest statistic of a family under each relabelling, the identity first.
  Eigen::VectorXd null(std::size_t family) const;

 private:
  std::vector<OutcomeFamily> families_;
  std::vector<inference::PermutationTally> tallies_;
  Eigen::Index n_outcomes_;
};

/// Every `of`-th block of relabellings, beginning with block `number`: what one of several workers does. Tallies of all
/// workers merge into those of one worker alone, bit by bit.
struct WorkShare {
  int number = 0;
  int of = 1;
};

/// Relabellings [first, first + n) as the model's products need them.
using BasisOfRelabellings = std::function<inference::PermutedBasis(int first, int n)>;

/// Adds this share of J relabellings of a tile.
/// @param contrasts  a contrast of the model each
void add_relabellings(const inference::PermutationModel& model, const BasisOfRelabellings& basis_of, int n_relabellings,
                      const inference::OutcomeTile& tile, const WorkShare& share,
                      std::vector<FamilyTallies>& contrasts);

}  // namespace dmn::clinical
