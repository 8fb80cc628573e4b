#pragma once

#include <Eigen/Core>

#include "prediction/fold_predictions.hpp"
#include "prediction/fold_space.hpp"

namespace dmn::prediction {

constexpr double cpm_threshold = 0.01;  ///< p of an edge that is selected (METHODS.md section 6)

/// Connectome-based predictive modelling of many labellings of the same rows at once (Shen et al. 2017, Nat Protoc
/// 12:506; METHODS.md section 11): features whose partial correlation with the outcome, given the covariates, has
/// two-sided p below a threshold (df = n - 1 - rank of intercept and covariates); the sum of the positive ones and that
/// of the negative ones; least squares of the outcome on both. A sum without features is left out; without both the
/// training mean is predicted. Covariates act in the selection only; `with_covariates` is of both sums and covariates.
class CpmFold {
 public:
  /// Learns nothing from the test rows.
  CpmFold(RowData training, RowData test, double threshold = cpm_threshold);

  /// @param outcomes  n x J
  FoldPredictions predict(const Eigen::MatrixXd& outcomes) const;

  /// -1, 0 or 1 a feature: its part in the sums; p x J.
  Eigen::MatrixXd selected(const Eigen::MatrixXd& outcomes) const;

  /// Intercept, then the slope of each sum; 0 for a sum without features.
  Eigen::Vector3d coefficients(const Eigen::VectorXd& outcome) const;

 private:
  struct Sums;
  Sums sums(const Eigen::MatrixXd& outcomes) const;

  RowData training_;
  RowData test_;
  Eigen::MatrixXd basis_;       ///< n x k
  Eigen::MatrixXd test_basis_;  ///< t x k
  Eigen::MatrixXd residuals_;   ///< n x p, unit length; 0 for a constant feature
  double smallest_r_ = 0;       ///< |r| of a selected feature is above
};

}  // namespace dmn::prediction
