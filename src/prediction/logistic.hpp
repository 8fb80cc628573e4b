#pragma once

#include <Eigen/Core>
#include <vector>

#include "prediction/fold_predictions.hpp"
#include "prediction/fold_space.hpp"

namespace dmn::prediction {

/// L2 logistic regression of many labellings of the same rows at once (METHODS.md section 11):
///   minimise 1/2 |w|^2 + C sum log-loss(y, C g + Z w),
/// C intercept and covariates (not penalised), Z the prepared features. By the representer theorem every model of the
/// fold, the inner ones too, lies in the space of the fold, so features are never touched again.
/// Inner folds: rows that are held out have no weight and the covariates are fitted anew; the C with the least log-loss
/// on them is taken, the smaller one of equals. The grid is walked upwards and left once the loss has risen three times
/// in a row. An inner fold without both classes in its training rows is left out; without
/// any, grid[0] is used.
class LogisticFold {
 public:
  /// Keeps a reference to the space.
  /// @param inner  positions in the training rows that are held out together; empty: only grid[0] is used
  /// @param grid   values of C, ascending
  LogisticFold(const FoldSpace& space, std::vector<std::vector<Eigen::Index>> inner, Eigen::VectorXd grid);

  /// @param labels  n x J of 0 and 1; where they are all of one class, that class is certain
  FoldPredictions predict(const Eigen::MatrixXd& labels) const;

  /// The model itself, of one labelling.
  struct Coefficients {
    Eigen::VectorXd features = {};  ///< p, of prepared features
    Eigen::VectorXd basis = {};     ///< k
    Eigen::VectorXd baseline = {};  ///< k, of the model without features
    double penalty = 0;             ///< C
  };
  /// @throws DesignError when the labels are all of one class
  Coefficients coefficients(const Eigen::VectorXd& labels) const;

 private:
  struct Solved;
  Solved solve(const Eigen::MatrixXd& labels) const;
  Eigen::VectorXd choose(const Eigen::MatrixXd& labels) const;

  const FoldSpace& space_;
  std::vector<std::vector<Eigen::Index>> inner_;
  Eigen::VectorXd grid_;
  Eigen::MatrixXd basis_;    ///< n x (k + m), covariates and directions
  Eigen::VectorXd penalty_;  ///< k + m
};

}  // namespace dmn::prediction
