#pragma once

#include <Eigen/Core>

namespace dmn::prediction {

/// What the models of one fold say about its test rows, a column a labelling of the training rows.
struct FoldPredictions {
  Eigen::MatrixXd predicted = {};        ///< t x J: number, or probability of the second class
  Eigen::MatrixXd covariates_only = {};  ///< t x J, of a model without features
  Eigen::MatrixXd with_covariates = {};  ///< t x J, of features and covariates together: what the gain compares
  Eigen::VectorXd penalty = {};          ///< J, chosen by the inner folds; NaN where there is none
};

/// The penalties tried, 10^-4 ... 10^4 (METHODS.md section 6).
Eigen::VectorXd penalty_grid();

}  // namespace dmn::prediction
