#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/calibration_cohort.hpp"
#include "connectivity/summaries.hpp"
#include "stats/group_plan.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::bench {

/// What is done about sites before or in the model group + age + sex + mean_fd.
enum class SiteHandling {
  fixed_effect,         ///< site in the model; rows exchanged within site
  combat,               ///< ComBat that preserves the model, then as above: `harmonise = combat` with the default model
  combat_without_site,  ///< ComBat, then a model without site; rows exchanged within site
  ignored,              ///< nothing; all rows exchanged
};

/// `site as fixed effect`, ...
std::string words(SiteHandling handling);

struct AnalysisOptions {
  SiteHandling sites = SiteHandling::fixed_effect;
  int n_relabellings = 1000;  ///< J, the identity counted
  std::vector<double> taus = {2.5, 3.1};
  double alpha = 0.05;
  std::uint64_t seed = 1;  ///< of the relabellings
};

/// What one method finds.
struct Found {
  std::string method;                                ///< `max-T`, `NBS extent 3.1`, ...
  bool of_markers = false;                           ///< else of edges
  Eigen::Array<bool, Eigen::Dynamic, 1> where = {};  ///< E or S; edges of a component that is found are found
};

/// The estimates of one analysis, patient - control.
struct Estimated {
  stats::GroupPlan plan = {};
  Eigen::MatrixXd outcomes = {};  ///< N x E, harmonised if it was asked for
  std::vector<connectivity::Summary> summaries = {};
  Eigen::MatrixXd marker_values = {};  ///< N x S
  stats::TestStatistics edges = {};    ///< with q_fdr and effect sizes
  stats::TestStatistics markers = {};  ///< network means, likewise
};

/// Fits edges and markers as the group job does.
Estimated estimate(const SimulatedCohort& simulated, SiteHandling sites);

/// What every method finds at `alpha`: FDR, max-T over edges and over markers, NBS by extent and by intensity, TFNBS;
/// the one-sided methods in either direction at alpha/2 each. For each extent also `... ties broken`: the exact
/// randomised test, which counts a share of the ties drawn at random, so that it reaches its level although extents
/// are whole numbers. It exists to be compared with; no program reports it.
std::vector<Found> find(const SimulatedCohort& simulated, const Estimated& estimated, const AnalysisOptions& options);

}  // namespace dmn::bench
