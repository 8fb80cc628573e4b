#pragma once

#include <Eigen/Core>

#include "clinical/treatment_plan.hpp"

namespace dmn::clinical {

/// The expected outcome of one arm along the marker, baseline and covariates at their means, with the pointwise 95 %
/// confidence interval of the mean; vectors as long as `marker`.
struct ResponseLine {
  Eigen::VectorXd marker;  ///< SDs
  Eigen::VectorXd mean;
  Eigen::VectorXd low;
  Eigen::VectorXd high;
};

/// @param arm     0 or 1
/// @param marker  where the line is asked for
ResponseLine response_line(const TreatmentPlan& plan, const MarkerModel& model, int arm, const Eigen::VectorXd& marker);

}  // namespace dmn::clinical
