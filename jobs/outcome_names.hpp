#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/tsv_writer.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::jobs {

/// The columns that say which outcome a row of a table is about.
struct OutcomeNames {
  std::vector<std::pair<std::string, std::vector<std::string>>> columns;  ///< name and cells

  /// Puts them into a table that has no columns yet.
  void begin(report::TsvWriter& table) const;
};

/// `label_i label_j` of the plan's edges.
OutcomeNames edge_names(const stats::Cohort& cohort, const stats::GroupPlan& plan);
/// `marker`.
OutcomeNames marker_names(const std::vector<connectivity::Summary>& markers);

}  // namespace dmn::jobs
