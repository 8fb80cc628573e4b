#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::stats {

/// Mean FD of two groups: first - second (Welch's t; g with the pooled SD as in effect_size.hpp).
struct GroupMotion {
  std::string first, second;
  int n_first = 0, n_second = 0;
  double mean_first = 0, mean_second = 0;  ///< mm
  double t = 0, df = 0, p = 0;             ///< Welch-Satterthwaite; NaN for fewer than two subjects or without spread
  double g = 0, g_low = 0, g_high = 0;     ///< 95 %
};

/// Every pair of groups, the later against the earlier: with levels control, patient the one row patient - control.
/// @param mean_fd  N, mm; a value that is not finite is left out
/// @param group    N labels; a label that is not among the levels is left out
/// @param levels   reference first
/// @throws ShapeError when the lengths differ
std::vector<GroupMotion> group_motion(const Eigen::VectorXd& mean_fd, const std::vector<std::string>& group,
                                      const std::vector<std::string>& levels);

/// Degrees of freedom a pipeline took from the runs of a cohort, means over runs. total = regressors + censored +
/// filtered = volumes - dof.
struct LostDof {
  Eigen::Index n_runs = 0;  ///< runs that have all four numbers; the means are NaN without one
  double regressors = 0;    ///< rank of the confounds
  double censored = 0;      ///< volumes in the file - kept volumes (non-steady ones are among them)
  double filtered = 0;      ///< (1 - kappa) kept volumes, see METHODS.md section 2
  double total = 0;
};

/// The four columns of /qc, N values each; NaN where not known. @throws ShapeError when the lengths differ
LostDof lost_dof(const Eigen::VectorXd& n_volumes, const Eigen::VectorXd& n_kept, const Eigen::VectorXd& confound_rank,
                 const Eigen::VectorXd& dof);

}  // namespace dmn::stats
