#pragma once

#include <Eigen/Core>
#include <vector>

#include "prediction/covariate_space.hpp"
#include "prediction/feature_preparation.hpp"
#include "prediction/fold_space.hpp"

namespace dmn::prediction {

/// A fitted model as it is kept and applied: sums over participants only, no participant's row.
struct LinearPrediction {
  CovariateSpace covariates = {};
  FeaturePreparation preparation = {};
  Eigen::VectorXd feature_weights = {};   ///< p, of prepared features
  Eigen::VectorXd basis_weights = {};     ///< k, of intercept and covariates
  Eigen::VectorXd baseline_weights = {};  ///< k, of the model without features
  bool probability = false;               ///< the sum goes through the logistic function
  double penalty = 0;                     ///< chosen alpha (ridge) or C (logistic)
};

struct ModelPredictions {
  Eigen::VectorXd predicted = {};
  Eigen::VectorXd covariates_only = {};
};

/// Ridge regression, the penalty chosen by the inner folds.
/// @param outcome  n
/// @param inner    positions of training rows held out together (inner_groups)
/// @throws as RidgeFold
LinearPrediction fit_ridge(const RowData& training, const Eigen::VectorXd& outcome,
                           const std::vector<std::vector<Eigen::Index>>& inner);

/// L2 logistic regression, C chosen by the inner folds; the model gives the probability of label 1.
/// @param labels  n of 0 and 1
/// @throws DesignError for labels of one class
LinearPrediction fit_logistic(const RowData& training, const Eigen::VectorXd& labels,
                              const std::vector<std::vector<Eigen::Index>>& inner);

/// @throws ShapeError for rows of other features or covariates
ModelPredictions predict(const LinearPrediction& model, const RowData& rows);

}  // namespace dmn::prediction
