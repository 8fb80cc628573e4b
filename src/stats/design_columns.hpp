#pragma once

#include <Eigen/Core>
#include <vector>

#include "stats/design.hpp"

namespace dmn::stats {

constexpr const char* intercept_name = "intercept";

/// The columns a formula asks for: the intercept, then a column a term, times one for each level but the reference of
/// every factor in it (the first variable's level changes fastest).
/// @throws DesignError for a power of a factor, or more columns than rows (a label taken for a covariate)
std::vector<DesignColumn> design_columns(const Formula& formula, const std::vector<ModelVariable>& variables,
                                         Eigen::Index n_rows);

/// N x K.
Eigen::MatrixXd design_matrix(const std::vector<DesignColumn>& columns, const std::vector<ModelVariable>& variables,
                              Eigen::Index n_rows);

}  // namespace dmn::stats
