#pragma once

#include <Eigen/Core>
#include <vector>

#include "prediction/fold_predictions.hpp"
#include "prediction/fold_space.hpp"

namespace dmn::prediction {

/// Ridge regression of many labellings of the same rows at once:
///   minimise |y - C g - Z w|^2 + alpha p |w|^2,
/// C intercept and covariates (not penalised), Z the prepared features, p how many take part, so that alpha = 1 weighs
/// like the mean eigenvalue's share of one row. Every alpha and labelling comes from the one eigendecomposition of the
/// fold; the inner folds come from it exactly, too: rows I that were left out are missed by (1 - H_II)^-1 (y - H y)_I,
/// H the hat matrix of all training rows (Cook & Weisberg 1982), g being fitted anew without them.
class RidgeFold {
 public:
  /// Keeps a reference to the space.
  /// @param inner  positions in the training rows that are held out together; empty: only grid[0] is used
  /// @param grid   alphas
  /// @throws DesignError when every inner fold takes all rows that a covariate needs
  RidgeFold(const FoldSpace& space, const std::vector<std::vector<Eigen::Index>>& inner, Eigen::VectorXd grid);

  /// @param outcomes  n x J
  FoldPredictions predict(const Eigen::MatrixXd& outcomes) const;

  /// The model itself, of one labelling: weights of prepared features (p) and of the covariates' basis (k).
  struct Coefficients {
    Eigen::VectorXd features = {};
    Eigen::VectorXd basis = {};
    double penalty = 0;
  };
  Coefficients coefficients(const Eigen::VectorXd& outcome) const;

 private:
  struct Solved;
  Solved solve(const Eigen::MatrixXd& outcomes) const;
  Eigen::VectorXd divisor(double alpha) const;

  const FoldSpace& space_;
  std::vector<std::vector<Eigen::Index>> inner_;
  Eigen::VectorXd grid_;
  std::vector<std::vector<Eigen::MatrixXd>> left_out_;  ///< [alpha][inner fold]: Cholesky factor of 1 - H_II
};

}  // namespace dmn::prediction
