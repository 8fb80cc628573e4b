#pragma once

#include <Eigen/Core>

namespace dmn::stats {

/// Benjamini-Hochberg adjusted p-values over the tests that were made: NaN stays NaN and does not count.
/// q_(i) = min_{k >= i} m p_(k) / k, at most 1 (Benjamini & Hochberg 1995, J R Stat Soc B 57:289).
Eigen::VectorXd fdr_q(const Eigen::VectorXd& p);

}  // namespace dmn::stats
