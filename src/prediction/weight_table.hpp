#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::prediction {

/// A published linear model: score = intercept + sum_k weight_k (x_k - centre_k) / scale_k.
struct WeightTable {
  std::vector<std::string> edges = {};  ///< K, `A--B`
  Eigen::VectorXd weight = {};          ///< K
  Eigen::VectorXd centre = {};          ///< K
  Eigen::VectorXd scale = {};           ///< K, not 0
  double intercept = 0;
  bool of_correlations = false;  ///< x is r, not Fisher z
};

/// @param fisher_z  N x K, columns as in the table; NaN is missing
/// @return          N, NaN for a row that lacks an edge
/// @throws ShapeError for other columns
Eigen::VectorXd scores(const WeightTable& table, const Eigen::MatrixXd& fisher_z);

}  // namespace dmn::prediction
