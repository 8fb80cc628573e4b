#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "stats/cohort.hpp"
#include "stats/contrast.hpp"
#include "stats/design.hpp"
#include "stats/edge_tiles.hpp"
#include "stats/participant_rows.hpp"

namespace dmn::stats {

struct GroupOptions {
  std::string model = "group + age + sex + mean_fd + site";  ///< METHODS.md section 4
  std::vector<std::string> contrasts = {};                   ///< `name: patient - control`; empty: that one
  std::string edges = "all";                                 ///< see select_edges
  std::optional<std::string> session = {};                   ///< see select_session
  double alpha = 0.05;                                       ///< level at which q_fdr is counted as found
};

/// Rows of the model with this group and site (empty where unknown).
struct GroupSiteCount {
  std::string group;
  std::string site;
  int n = 0;
};

/// What a group comparison will do, before the first edge is read.
struct GroupPlan {
  ParticipantRows participants = {};           ///< one row a participant of the session
  Design design = {};                          ///< its rows are rows of participants.cohort
  std::vector<Contrast> contrasts = {};        ///< at least one
  std::vector<Eigen::Index> edges = {};        ///< positions in the cohort's edge list, ascending
  std::vector<GroupSiteCount> counts = {};     ///< by group, then site
  std::vector<base::Exclusion> left_out = {};  ///< no run in the session, or a covariate missing
  std::vector<std::string> warnings = {};      ///< of the design
};

/// Everything that can be refused is refused here.
/// @throws UsageError, DesignError
GroupPlan plan_comparison(const Cohort& cohort, const GroupOptions& options);

/// Columns [first, first + n) of the connectivity, N_runs x n, rows as in the cohort: Fisher z, or values to be used as
/// they are. NaN is missing.
using ReadEdges = std::function<Eigen::MatrixXd(Eigen::Index first, Eigen::Index n)>;

/// The same columns, N x n, rows as in the design.
using ReadOutcomes = std::function<Eigen::MatrixXd(Eigen::Index first, Eigen::Index n)>;

/// Keeps a reference to the plan.
ReadOutcomes outcomes_of(const GroupPlan& plan, ReadEdges read_edges);

/// Columns read at a time: a function of the number of rows alone, so that no number depends on ranks or memory.
Eigen::Index edge_block_width(std::size_t n_runs);

/// Tiles of the chosen edges.
EdgeTiles tiles_of(const GroupPlan& plan);

/// The plan's edges of one tile, N x its width.
Eigen::MatrixXd read_tile(const GroupPlan& plan, const ReadOutcomes& read, Eigen::Index tile);

}  // namespace dmn::stats
