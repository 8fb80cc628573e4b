#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::stats {

/// Orthonormal basis of a matrix's columns taken in their order, so that of two dependent columns the later one is
/// left out. Rank-revealing Gram-Schmidt, orthogonalised twice.
struct ColumnBasis {
  std::vector<Eigen::Index> kept;       ///< rank positions, ascending
  std::vector<Eigen::Index> dependent;  ///< the other positions
  Eigen::MatrixXd q;                    ///< N x rank, orthonormal
  Eigen::MatrixXd r;                    ///< rank x rank, upper triangular: kept columns = q r
  Eigen::MatrixXd null_space;           ///< K x n_dependent: matrix * null_space = 0, 1 at the dependent column
  Eigen::VectorXd column_norm;          ///< K; 1 where a column is zero

  Eigen::Index rank() const noexcept { return static_cast<Eigen::Index>(kept.size()); }
};

constexpr double rank_tolerance = 1e-10;         ///< METHODS.md section 4
constexpr double estimability_tolerance = 1e-8;  ///< METHODS.md section 4

/// A column is dependent if what earlier columns leave of it is below `tolerance` times its norm.
/// @param matrix  N x K
ColumnBasis column_basis(const Eigen::MatrixXd& matrix, double tolerance = rank_tolerance);

/// What of a contrast lies in the null space, columns scaled to unit norm: c'(I - M^+ M).
/// @param contrast  K
Eigen::VectorXd inestimable_part(const ColumnBasis& basis, const Eigen::VectorXd& contrast);

/// ||c'(I - M^+ M)|| <= 1e-8 ||c||, columns scaled to unit norm.
bool is_estimable(const ColumnBasis& basis, const Eigen::VectorXd& contrast);

/// The contrast in the coordinates of q: c'psi = w'(q'y) and Var = sigma^2 w'w.
/// Meaningful for an estimable contrast only.
Eigen::VectorXd weights_on_basis(const ColumnBasis& basis, const Eigen::VectorXd& contrast);

}  // namespace dmn::stats
