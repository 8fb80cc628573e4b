#pragma once

#include <string>

#include "clinical/treatment_plan.hpp"
#include "connectivity/summaries.hpp"
#include "report/drawing.hpp"

namespace dmn::jobs {

/// Outcome along one marker: a dot a participant, baseline and covariates removed; a line an arm with the 95 % interval
/// of its mean.
report::Drawing response_drawing(const clinical::TreatmentPlan& plan, const clinical::MarkerModel& model,
                                 const connectivity::Summary& marker);

}  // namespace dmn::jobs
