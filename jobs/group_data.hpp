#pragma once

#include <functional>
#include <memory>
#include <string>

#include "options.hpp"
#include "stats/cohort.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// The data of a statistics job: a cohort and a way to read columns of its edges.
struct GroupData {
  std::string source;  ///< what messages call it
  stats::Cohort cohort;
  stats::ReadEdges read_edges;
};

/// `group.data`, else `input.matrices`, else cohort.h5 under `--out`.
/// @throws UsageError when there is no data, or not of this kind; InputError for a file that is not a cohort file
GroupData load_group_data(const Options& options);

}  // namespace dmn::jobs
