#pragma once

#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"
#include "stats/table.hpp"

namespace dmn::stats {

/// Everything about a cohort but its matrices: who, which regions, what is known of them. The value that a cohort file,
/// a table of ready-made matrices and the statistics share.
struct Cohort {
  std::vector<base::RunId> runs;   ///< N included runs, sorted
  std::vector<std::string> site;   ///< N; empty where unknown
  std::vector<std::string> group;  ///< N; empty where unknown
  Table participants;              ///< N rows, aligned with runs; every column of the participants table
  Table qc;                        ///< N rows, numeric; may have no columns
  connectivity::RoiTable rois;     ///< R
  std::string roi_set;             ///< name of the ROI set
  std::string roi_hash;            ///< SHA-256 of the ROI set's content
  connectivity::EdgeList edges;
  std::string pipeline =
      {};  ///< the denoising that changed the numbers, an option a line; empty for ready-made matrices
  std::vector<base::Exclusion> excluded;  ///< sorted
};

}  // namespace dmn::stats
