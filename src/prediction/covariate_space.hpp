#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::prediction {

/// Intercept and covariates as an orthonormal basis of the training rows; a plain value that can be stored.
/// Covariates that are constant in the training rows, or combinations of earlier ones there, take no part.
struct CovariateSpace {
  Eigen::VectorXd centre = {};    ///< q, means of the training rows
  Eigen::MatrixXd to_basis = {};  ///< (1 + q) x k: basis = [1 | covariates - centre] * to_basis

  Eigen::Index rank() const noexcept { return to_basis.cols(); }
};

/// @param covariates  n x q coded columns without intercept, finite; q may be 0
/// @throws ShapeError without rows
CovariateSpace covariate_space(const Eigen::MatrixXd& covariates);

/// Rows in the basis, M x k; of the training rows: orthonormal columns.
/// @param covariates  M x q
/// @throws ShapeError for another number of columns
Eigen::MatrixXd basis_of(const CovariateSpace& space, const Eigen::MatrixXd& covariates);

}  // namespace dmn::prediction
