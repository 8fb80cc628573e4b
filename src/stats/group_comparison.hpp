#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "connectivity/summaries.hpp"
#include "stats/cohort.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::stats {

struct GroupOptions {
  std::string model = "group + age + sex + mean_fd + site";  ///< METHODS.md section 4
  std::vector<std::string> contrasts = {};                   ///< `name: patient - control`; empty: that one
  std::string edges = "all";                                 ///< see select_edges
  std::optional<std::string> session = {};                   ///< see select_session
  double alpha = 0.05;                                       ///< level at which q_fdr is counted as found
};

/// Columns [first, first + n) of the connectivity, N_runs x n, rows as in the cohort: Fisher z, or values to be used as
/// they are. NaN is missing. Asked for in ascending order, at most twice.
using ReadEdges = std::function<Eigen::MatrixXd(Eigen::Index first, Eigen::Index n)>;

/// Rows of the model with this group and site (empty where unknown).
struct GroupSiteCount {
  std::string group;
  std::string site;
  int n = 0;
};

struct ContrastResult {
  Contrast contrast = {};
  TestStatistics edges = {};          ///< aligned with GroupResult::edges
  TestStatistics markers = {};        ///< aligned with GroupResult::summaries
  Eigen::Index n_found = 0;           ///< edges with q_fdr <= alpha
  std::vector<std::string> warnings;  ///< single-group sites, untested edges
};

struct GroupResult {
  Design design = {};
  std::vector<Eigen::Index> edges = {};               ///< positions in the cohort's edge list, ascending
  std::vector<connectivity::Summary> summaries = {};  ///< M1 ... M8, then network means; of all ROIs
  std::vector<std::string> dropped_rois = {};         ///< labels that left the summaries
  std::vector<ContrastResult> contrasts = {};
  std::vector<GroupSiteCount> counts = {};     ///< by group, then site
  std::vector<base::Exclusion> left_out = {};  ///< no run in the session, or a covariate missing
  std::vector<std::string> warnings = {};      ///< of the design and the ROIs
};

/// Columns read at a time: a function of the number of rows alone, so that no number depends on ranks or memory.
Eigen::Index edge_block_width(std::size_t n_runs);

/// The group comparison of METHODS.md section 4 without permutations: a row a participant, one general linear model an
/// edge and a marker. Everything that can be refused is refused before the first edge is read.
/// @throws UsageError, DesignError
GroupResult compare(const Cohort& cohort, const ReadEdges& read_edges, const GroupOptions& options);

}  // namespace dmn::stats
