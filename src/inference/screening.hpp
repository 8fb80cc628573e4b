#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"
#include "inference/screened_columns.hpp"
#include "inference/screening_bound.hpp"

namespace dmn::inference {

/// A tile with what screening needs, each outcome in units of its |R|.
struct ScreenedTile {
  OutcomeTile exact;
  Eigen::MatrixXf residuals;              ///< N x T, unit norm
  std::vector<Eigen::MatrixXd> interest;  ///< a contrast: T x q
  std::vector<Eigen::VectorXd> total_ss;  ///< a contrast: T; NaN where there is no test
  std::vector<ScreeningErrors> errors;    ///< a contrast

  Eigen::Index n_outcomes() const noexcept { return exact.n_outcomes(); }
};

/// A PermutedBasis in single precision.
struct ScreenedBasis {
  int first = 0;
  std::vector<Relabelling> relabellings;  ///< n
  Eigen::MatrixXf columns;                ///< N x (v n): P_j'V side by side
  std::vector<Eigen::MatrixXd> moved;     ///< a contrast: (v n) x q, V'P_j U below each other, in double precision

  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(relabellings.size()); }
};

/// Relabellings [first, first + n) of a basis.
ScreenedBasis part_of(const ScreenedBasis& basis, Eigen::Index first, Eigen::Index n);

/// A statistic that reaches a magnitude.
struct Exceedance {
  Eigen::Index outcome = 0;  ///< of the tallies' E
  double statistic = 0;      ///< t*
};

/// What reaches a magnitude under a block of relabellings.
struct Exceedances {
  double at_least = 0;                                      ///< |t*|
  std::vector<std::vector<std::vector<Exceedance>>> found;  ///< a contrast: n lists, outcomes rising; none for F tests
};

/// Permutation with products in single precision, for runs that need counts and maxima but not every statistic. What
/// the proven bound on a product's error leaves open is computed again in double precision: a statistic that may lie on
/// either side of its outcome's counting threshold, and each that may be the largest of its relabelling. So counts are
/// those of the double-precision engine (PermutationModel::statistics with add). Maxima agree with it but for
/// rounding and, as PermutationModel::statistic depends on outcome and relabelling alone, are the same bits
/// for any division of the work into tiles and ranks. Runs of the same analysis must not mix both engines, whose maxima
/// differ in the last bits.
class Screening {
 public:
  /// @param model  must live as long
  explicit Screening(const PermutationModel& model);

  ScreenedTile tile(OutcomeTile tile) const;
  /// Relabellings [first, first + n).
  ScreenedBasis basis(const Relabellings& relabellings, int first, int n) const;

  /// Adds tiles under a block of relabellings to the tally of each contrast, each once. What may be the largest of its
  /// relabelling is computed when all tiles are screened, and few are left.
  /// @param tiles  the tallies' E outcomes, one tile after the other
  /// @throws ShapeError where they do not fit in
  void add(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis, std::vector<PermutationTally>& tallies);
  /// Also finds every |t*| that reaches a magnitude, computed in double precision.
  /// @param exceedances  its `at_least` is read, its `found` replaced
  void add(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis, std::vector<PermutationTally>& tallies,
           Exceedances& exceedances);

  /// Statistics computed in double precision so far.
  std::int64_t n_recomputed() const noexcept { return n_recomputed_; }

 private:
  struct Counting;
  /// A statistic that may be the largest of its relabelling.
  struct Candidate {
    const ScreenedTile* tile;
    std::size_t contrast;
    Eigen::Index j;
    Eigen::Index outcome;  ///< of the tile
    double effect;         ///< upper bound on |U'P E|^2
    double residual;       ///< lower bound on rss
  };

  std::vector<Counting> countings(const ScreenedTile& tile, const ScreenedBasis& basis, Eigen::Index first_outcome,
                                  std::vector<PermutationTally>& tallies) const;
  void screen_all(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis,
                  std::vector<PermutationTally>& tallies, Exceedances* exceedances);
  void count(const Counting& counting, Eigen::Index j);
  void settle(const ScreenedBasis& basis, std::vector<PermutationTally>& tallies);
  double statistic(const ScreenedTile& tile, const ScreenedBasis& basis, std::size_t contrast, Eigen::Index j,
                   Eigen::Index outcome);
  double magnitude(double statistic, std::size_t contrast) const;

  const PermutationModel& model_;
  RowMajor<float> varying_;      ///< N x v: V
  Eigen::MatrixXf chunk_;        ///< T x (v n), scratch
  Eigen::MatrixXd projections_;  ///< T x (v n), scratch
  OpenCells open_;
  std::vector<std::vector<double>> known_;  ///< a contrast: n, the largest rho that each relabelling reaches
  std::vector<Candidate> candidates_;
  std::int64_t n_recomputed_ = 0;
};

}  // namespace dmn::inference
