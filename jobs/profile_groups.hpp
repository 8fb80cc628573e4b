#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "markers/measures.hpp"
#include "stats/cohort.hpp"

namespace dmn::jobs {

/// |z| beyond this lies outside the middle 95 % of controls.
inline constexpr double z_95 = 1.96;

/// Fewer people than this are not told of.
inline constexpr int fewest_told = 5;

/// Each measure of each group and session as counts and quartiles: `session group marker kind n n_beyond_95
/// share_beyond_95 z_lower_quartile z_median z_upper_quartile`. Nobody can be told from it: groups of 1 to 4 scored
/// people are `n/a`, and so are counts of 1 to 4 beyond the band with their share.
/// @param z  N x S, NaN where somebody has no score
std::string groups_tsv(const stats::Cohort& people, const std::vector<markers::Measure>& measures,
                       const Eigen::MatrixXd& z);

}  // namespace dmn::jobs
