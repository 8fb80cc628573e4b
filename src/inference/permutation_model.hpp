#pragma once

#include <Eigen/Core>
#include <vector>

#include "inference/exchangeability.hpp"
#include "inference/relabelled_rows.hpp"
#include "inference/relabelling.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::inference {

/// A tile's outcomes, prepared once for all permutations. Symbols as in PermutedColumn.
struct OutcomeTile {
  Eigen::MatrixXd residuals;              ///< N x T: R = R_M Y; zero where there is no test
  std::vector<Eigen::MatrixXd> interest;  ///< a contrast: T x q, Y'U
  Eigen::VectorXd residual_ss;            ///< T: |R|^2; NaN where there is no test
  std::vector<Eigen::VectorXd> total_ss;  ///< a contrast: T, |E|^2 = |R|^2 + |U'Y|^2; NaN where there is no test

  Eigen::Index n_outcomes() const noexcept { return residual_ss.size(); }
};

/// A block of n relabellings as the products need them, the same for every tile.
struct PermutedBasis {
  int first = 0;
  std::vector<Relabelling> relabellings;  ///< n
  Eigen::MatrixXd columns;                ///< N x (v n): P_j'V side by side
  std::vector<Eigen::MatrixXd> moved;     ///< a contrast: (v n) x q, V'P_j U below each other

  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(relabellings.size()); }
};

/// The statistics of one tile under one block of relabellings. Kept by the caller from call to call, so that memory is
/// taken once.
struct PermutedStatistics {
  Eigen::MatrixXd projections;             ///< T x (v n), scratch
  std::vector<Eigen::MatrixXd> contrasts;  ///< a contrast: T x n, signed t* or F*; NaN where there is no test
};

/// Outcomes of a tile: 512 x 256 projections (1 MiB) stay in the second-level cache between product and statistics.
/// Tiles begin at multiples of it, so that no bit depends on how they are spread over ranks.
constexpr Eigen::Index outcomes_per_tile = 512;

/// Freedman-Lane permutation of many outcomes with refit of the whole model (Freedman & Lane 1983; Winkler et al. 2014,
/// NeuroImage 92:381). For a contrast with unit directions U in the model's space, R_Z Y = R_M Y + U U'Y; t* and F*
/// depend on it through V'P R_Z Y alone, V being the part of the model's space that relabelling moves. What it leaves
/// alone (indicators of exchangeability blocks) costs nothing, and contrasts share the product V'P R_M Y.
class PermutationModel {
 public:
  /// Every contrast is tested under these relabellings; each with n - rank and rows per group as in LinearModel.
  /// @throws DesignError for a contrast that the relabellings leave unchanged; ShapeError for other numbers of rows
  PermutationModel(const stats::Design& design, const std::vector<stats::Contrast>& contrasts,
                   const Exchangeability& exchangeability);

  Eigen::Index n_rows() const noexcept { return q_.rows(); }
  /// v: columns a permutation multiplies.
  Eigen::Index n_varying() const noexcept { return varying_.cols(); }
  std::size_t n_contrasts() const noexcept { return directions_.size(); }
  double residual_df() const noexcept { return static_cast<double>(n_rows() - q_.cols()); }

  /// Relabellings of a block, a function of the model's shape alone: 64, fewer where their columns would exceed 64 MiB.
  int relabellings_per_block() const noexcept;
  /// Relabellings [first, first + n).
  PermutedBasis permuted_basis(const Relabellings& relabellings, int first, int n) const;

  /// An outcome with a value that is not finite, or without residual variance, is not tested.
  /// @param outcomes  N x T
  OutcomeTile tile(Eigen::MatrixXd outcomes) const;

  /// A contrast: T statistics without relabelling.
  std::vector<Eigen::VectorXd> observed(const OutcomeTile& tile) const;
  void statistics(const OutcomeTile& tile, const PermutedBasis& basis, PermutedStatistics& results) const;

  /// t* or F* of one outcome under one relabelling: as `statistics` gives it, but for rounding, and a pure function of
  /// the two, the same bits in whatever tile and block they are. NaN where there is no test.
  /// @param moved  v x q: V'P U, see moved_directions
  double statistic(const OutcomeTile& tile, Eigen::Index outcome, std::size_t contrast, const Relabelling& relabelling,
                   const Eigen::Ref<const Eigen::MatrixXd>& moved) const;
  /// v x q: V'P U of a contrast.
  Eigen::MatrixXd moved_directions(const Relabelling& relabelling, std::size_t contrast) const;

  /// N x v: V, orthonormal; its leading columns span the first contrast's directions, the next those of the second.
  const RowMajorMatrix& varying() const noexcept { return varying_; }
  /// v x q: V'U of a contrast; no column where it cannot be tested.
  const Eigen::MatrixXd& in_varying(std::size_t contrast) const { return in_varying_[contrast]; }
  bool is_f_test(std::size_t contrast) const { return is_f_test_[contrast]; }

 private:
  void add_contrast(const stats::Contrast& contrast, const Eigen::MatrixXd& weights);
  void statistics_of(const OutcomeTile& tile, const PermutedBasis& basis, std::size_t c,
                     PermutedStatistics& results) const;
  void refit_cancelled(const OutcomeTile& tile, const PermutedBasis& basis, std::size_t c, Eigen::Index j,
                       PermutedStatistics& results) const;
  double statistic_of_projections(const Eigen::VectorXd& projections, double residual_ss, std::size_t c) const;
  double refit(const Eigen::VectorXd& residuals, std::size_t c) const;

  Eigen::MatrixXd q_;                        ///< N x r, orthonormal basis of the model's space
  RowMajorMatrix varying_;                   ///< N x v: V
  Eigen::MatrixXd varying_columns_;          ///< the same, column-major
  Eigen::MatrixXd unmoved_;                  ///< N x (r - v)
  std::vector<Eigen::MatrixXd> directions_;  ///< a contrast: N x q, U; no column where it cannot be tested
  std::vector<Eigen::MatrixXd> in_varying_;  ///< a contrast: v x q, V'U
  std::vector<bool> is_f_test_;
};

}  // namespace dmn::inference
