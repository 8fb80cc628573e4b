#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::harmonisation {

/// What harmonisation shall preserve: coded columns without an intercept.
struct Covariates {
  std::vector<std::string> names = {};  ///< p
  Eigen::MatrixXd values = {};          ///< N x p, any units
};

/// No covariate for `n_rows` rows.
Covariates no_covariates(Eigen::Index n_rows);

/// The columns of these names, in their order.
/// @throws ShapeError naming a column that is not there
Eigen::MatrixXd columns_named(const Covariates& covariates, const std::vector<std::string>& names);

}  // namespace dmn::harmonisation
