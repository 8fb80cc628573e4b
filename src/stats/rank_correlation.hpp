#pragma once

#include <Eigen/Core>

namespace dmn::stats {

/// 1-based ranks, ties averaged. Values must be finite.
Eigen::VectorXd average_ranks(const Eigen::VectorXd& values);

/// Spearman's rho over the pairs in which both are finite: Pearson's correlation of average ranks. NaN for fewer than
/// three pairs or without spread.
/// @throws ShapeError when the lengths differ
double rank_correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b);

}  // namespace dmn::stats
