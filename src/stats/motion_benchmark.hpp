#pragma once

#include <Eigen/Core>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"
#include "stats/motion_coupling.hpp"

namespace dmn::stats {

/// How much of motion a pipeline left in the connectivity of a cohort (METHODS.md section 2; Ciric et al. 2017, Parkes
/// et al. 2018). NaN where there is nothing to say.
struct MotionBenchmark {
  Eigen::Index n_edges = 0;   ///< edges with a coupling
  double median_abs_r = 0;    ///< median |r_e|
  double expected_abs_r = 0;  ///< what it is without any coupling: 0.6745 / sqrt(N - 2 - q), N all subjects
  double share_p = 0;         ///< of the edges, p < .05: .05 is expected without coupling
  double share_q = 0;         ///< of the edges, Benjamini-Hochberg q < .05
  double distance_rho = 0;    ///< Spearman's rho of r_e with the distance between the ROIs
};

constexpr double benchmark_level = 0.05;  ///< METHODS.md section 2

/// @param coupling      of all E edges, blocks of MotionModel::couple in edge order
/// @param distance_mm   E; NaN where a ROI has no coordinates
/// @param n_subjects    N
/// @param n_covariates  q
/// @throws ShapeError when there is not one distance an edge
MotionBenchmark motion_benchmark(const MotionCoupling& coupling, const Eigen::VectorXd& distance_mm,
                                 Eigen::Index n_subjects, Eigen::Index n_covariates);

/// Distance between the centres of each edge's ROIs, mm; NaN where one has no coordinates.
/// @throws ShapeError when the table has not one row an ROI of the list
Eigen::VectorXd edge_distances(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges);

}  // namespace dmn::stats
