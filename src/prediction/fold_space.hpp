#pragma once

#include <Eigen/Core>

#include "prediction/covariate_space.hpp"
#include "prediction/feature_preparation.hpp"

namespace dmn::prediction {

/// Features and covariates of the same rows.
struct RowData {
  Eigen::MatrixXd features = {};    ///< M x p, finite
  Eigen::MatrixXd covariates = {};  ///< M x q, coded, without intercept
};

/// Training rows in the coordinates in which every penalised linear model of a fold is solved, for every penalty and
/// any labels: one eigendecomposition of the smaller of Z Z' (dual) and Z' Z (primal), Z the prepared features.
struct FoldSpace {
  CovariateSpace covariates = {};
  FeaturePreparation preparation = {};
  Eigen::MatrixXd training_features = {};  ///< n x p, Z
  Eigen::MatrixXd basis = {};              ///< n x k, orthonormal: intercept and covariates
  Eigen::MatrixXd directions = {};         ///< n x m, orthonormal, orthogonal to `basis`: U of Z Z' = U diag(d) U'
  Eigen::VectorXd eigenvalues = {};        ///< m, d > 0
  Eigen::MatrixXd test_basis = {};         ///< t x k
  Eigen::MatrixXd test_directions = {};    ///< t x m, Z_test Z' U

  Eigen::Index n_training() const noexcept { return basis.rows(); }
  /// Features that take part; the scale of ridge penalties.
  Eigen::Index n_used() const noexcept { return preparation.n_used(); }
};

/// Learns from the training rows alone: no number of a test row touches anything but `test_basis`, `test_directions`.
/// @throws ShapeError when rows or columns do not fit
FoldSpace fold_space(const RowData& training, const RowData& test);

/// Weights of the prepared features for coordinates of the training rows: Z' U c, p values (dual) for c m values.
Eigen::VectorXd feature_weights(const FoldSpace& space, const Eigen::VectorXd& coordinates);

}  // namespace dmn::prediction
