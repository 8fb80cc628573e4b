#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "markers/measures.hpp"
#include "profile_plan.hpp"

namespace dmn::jobs {

/// The measures of everyone.
struct ProfileValues {
  std::vector<markers::Measure> measures = {};  ///< S
  Eigen::MatrixXd values = {};                  ///< N x S, rows of the profile; NaN where missing
  Eigen::MatrixXd first = {};                   ///< P x S, of the repeats
  Eigen::MatrixXd second = {};                  ///< P x S
  std::vector<std::string> dropped_rois = {};   ///< labels of regions that left every measure
};

/// Reads every edge, once or twice. With a given norm the measures are the norm's; else those of the ROI set, without
/// regions that more than 10 % of the rows have no data of (METHODS.md section 3).
ProfileValues profile_values(const ProfilePlan& plan);

}  // namespace dmn::jobs
