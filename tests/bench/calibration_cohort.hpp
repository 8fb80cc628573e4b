#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "connectivity/summaries.hpp"
#include "stats/cohort.hpp"
#include "stats/design.hpp"

namespace dmn::bench {

/// One site of a simulated cohort.
struct SiteShape {
  int n_patients = 0;
  int n_controls = 0;
  double variance = 1;  ///< of an edge about its expectation, relative to other sites
};

/// What simulated cohorts have in common. ROIs `A0`, `A1`, ... of network `A`, then of `B`, ...; every pair is an edge.
struct CohortShape {
  std::vector<SiteShape> sites = {};
  int n_networks = 0;
  int rois_per_network = 0;
};

/// 120 participants at four sites of 50, 34, 22 and 14, patients 29 to 73 %, variances 0.85 to 1.275; 4 networks of 5
/// ROIs, 190 edges.
CohortShape unequal_sites();

/// The same participants, every site with variance 1.
CohortShape with_equal_variances(CohortShape shape);

/// The same participants with more or fewer networks.
CohortShape with_networks(CohortShape shape, int n_networks);

/// A cohort as a table of participants and edges, without any effect of the group.
struct SimulatedCohort {
  stats::Cohort cohort = {};     ///< group, site; age, sex, mean_fd
  Eigen::MatrixXd edges = {};    ///< N x E, Fisher z
  Eigen::VectorXd edge_sd = {};  ///< N: standard deviation of an edge about its expectation
};

/// Cohort `number`: a pure function of its arguments. Site shifts, slopes on age, sex and mean FD differ from edge to
/// edge. Patients are older and move more, which reaches every edge. About its expectation an edge has the standard
/// deviation 0.2 sqrt(variance of the site): 10 % of the variance is shared by all edges of a participant, 40 % comes
/// from the edge's two ROIs, so that edges correlate at 0.3 if they share an ROI and at 0.1 if not.
SimulatedCohort simulate(const CohortShape& shape, std::uint64_t seed, std::uint32_t number);

/// Standard deviation of the mean of some edges, about its expectation, relative to that of one edge.
double sd_of_mean(const connectivity::EdgeList& edges, const std::vector<Eigen::Index>& which);

/// What the model's residual standard deviation estimates where the rows have different ones: the root of
/// E[RSS] / (N - rank).
/// @param sd  N
double expected_residual_sd(const stats::Design& design, const Eigen::VectorXd& sd);

/// Adds `shift` to some edges of the patients.
/// @param shift  Fisher z
void add_group_effect(const std::vector<Eigen::Index>& which, double shift, SimulatedCohort& simulated);

}  // namespace dmn::bench
