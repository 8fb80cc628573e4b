#pragma once

#include <Eigen/Core>

#include "prediction/covariate_space.hpp"

namespace dmn::prediction {

/// What training rows teach about their features: how they follow the covariates, and their spread beyond that.
/// A plain value that can be stored and applied to other rows; nothing in it is of one participant.
struct FeaturePreparation {
  Eigen::MatrixXd on_basis = {};  ///< k x p, coefficients on the basis of the covariates
  Eigen::VectorXd scale = {};     ///< p, population SD of the residuals; 0: constant there, the feature takes no part

  /// Features that take part.
  Eigen::Index n_used() const noexcept { return (scale.array() > 0).count(); }
};

/// @param features  n x p training rows, finite
/// @param basis     n x k of the same rows, orthonormal
FeaturePreparation prepare(const Eigen::MatrixXd& features, const Eigen::MatrixXd& basis);

/// Residuals on the covariates over the scale, M x p, by the coefficients of the training rows.
/// @param basis  M x k of the same rows
/// @throws ShapeError for other features
Eigen::MatrixXd prepared(const FeaturePreparation& preparation, const Eigen::MatrixXd& features,
                         const Eigen::MatrixXd& basis);

}  // namespace dmn::prediction
