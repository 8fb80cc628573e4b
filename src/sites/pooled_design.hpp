#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "sites/pooling_plan.hpp"
#include "sites/site_sums.hpp"
#include "stats/column_basis.hpp"

namespace dmn::sites {

/// The columns of several sites together, known by their cross-products.
struct PooledDesign {
  std::vector<std::string> sites;    ///< S, bytewise by name
  std::vector<std::string> columns;  ///< K: the plan's p, then `site[B]` of every site but the first
  Eigen::MatrixXd xtx;               ///< K x K
  int n = 0;
  stats::ColumnBasis basis;  ///< of a square matrix with this X'X: kept columns, r, null space (no rows: q is not that
                             ///< of the participants)
};

/// @param sites  sorted by name, with the plan's columns
PooledDesign pooled_design(const PoolingPlan& plan, const std::vector<SiteSums>& sites);

/// K x E: X'Y of all sites about one value of each outcome.
Eigen::MatrixXd pooled_products(const PooledDesign& design, const std::vector<SiteSums>& sites);

/// The plan's contrast in these columns, whatever rows there are: `group_of_row` is empty.
/// @param columns  the plan's, maybe with site columns after them
/// @throws DesignError as resolve_contrast(), for an expression that the model cannot mean
stats::Contrast named_contrast(const PoolingPlan& plan, const std::vector<std::string>& columns);

/// The same in the pooled columns.
/// @throws DesignError naming the aliased columns when it is not estimable; as resolve_contrast()
stats::Contrast pooled_contrast(const PoolingPlan& plan, const PooledDesign& design);

/// Participants of each compared level; empty where the contrast compares none.
std::vector<int> compared_counts(const stats::Contrast& contrast, const PoolingPlan& plan, const Eigen::MatrixXd& xtx,
                                 const std::vector<std::string>& columns);

}  // namespace dmn::sites
