#pragma once

#include <Eigen/Core>
#include <vector>

#include "bids/matrices.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// @throws UsageError when measures are asked for that ready-made matrices cannot give: amplitude, or a graph from
/// values
///         that are not Fisher z or not of every pair
void require_measurable(const Options& options, const bids::MatrixCohort& given);

/// **Collective.** Graph measures of every row of ready-made matrices, rows spread over the ranks; none unless asked
/// for.
/// @param given  on the master
/// @return       on the master: N x R or N x 1 each, in the order of measure_infos
std::vector<Eigen::MatrixXd> graph_measures_together(const Options& options, const bids::MatrixCohort& given,
                                                     const parallel::Communicator& world);

}  // namespace dmn::jobs
