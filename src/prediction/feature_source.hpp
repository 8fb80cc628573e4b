#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "prediction/fold_space.hpp"
#include "prediction/folds.hpp"

namespace dmn::prediction {

/// What the features of a fold are made from: a table, or matrices whose tangent space is found anew in every fold.
struct FeatureSource {
  Eigen::MatrixXd values = {};                 ///< N x p; empty where there are matrices
  std::vector<Eigen::MatrixXd> matrices = {};  ///< N, positive definite, R x R
  Eigen::MatrixXd covariates = {};             ///< N x q, coded, without intercept
  std::vector<std::string> site = {};          ///< N; needed for ComBat
  bool combat = false;                         ///< harmonise over the sites of the training rows
};

/// Training and test rows of one fold.
struct FoldRows {
  RowData training = {};
  RowData test = {};
  Eigen::MatrixXd whitening = {};  ///< R x R, of the tangent space; empty without matrices
};

/// Tangent space and ComBat are learnt from the training rows alone. ComBat preserves the covariates, never the
/// outcome; a test row of a site that the training rows do not hold stays as it is, and with fewer than two sites
/// nothing is harmonised.
/// @throws DesignError as harmonisation::combat_design; InputError for a matrix that is not positive definite
FoldRows rows_of_fold(const FeatureSource& source, const Fold& fold);

/// Tangent vectors of matrices, E edges (row-major upper triangle), then R diagonal elements over sqrt(2); a row each.
Eigen::MatrixXd tangent_rows(const Eigen::MatrixXd& whitening, const std::vector<Eigen::MatrixXd>& matrices);

}  // namespace dmn::prediction
