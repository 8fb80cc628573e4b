#pragma once

#include <Eigen/Core>

namespace dmn::clinical {

/// How much of an outcome's variance two sets of regressors explain beyond the covariates, each vector S long
/// (commonality analysis; Seibold & McPhee 1979, Hum Commun Res 5:355). NaN where a row is missing or the outcome is
/// constant.
struct VariancePartition {
  Eigen::VectorXd covariates;     ///< R^2 of the covariates alone
  Eigen::VectorXd unique_first;   ///< what only the first set explains
  Eigen::VectorXd unique_second;  ///< what only the second set explains
  Eigen::VectorXd shared;         ///< what either explains; negative where one suppresses the other
  Eigen::VectorXd total;          ///< R^2 of the whole model
};

/// Orthonormal bases (N rows) of four models, each with the intercept in its space.
struct NestedModels {
  const Eigen::MatrixXd& covariates;
  const Eigen::MatrixXd& with_first;
  const Eigen::MatrixXd& with_second;
  const Eigen::MatrixXd& with_both;
};

/// @param outcomes  N x S
VariancePartition variance_partition(const NestedModels& models, const Eigen::MatrixXd& outcomes);

}  // namespace dmn::clinical
