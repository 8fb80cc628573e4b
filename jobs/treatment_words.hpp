#pragma once

#include <string>

#include "treatment_response.hpp"

namespace dmn::jobs {

/// The smallest interaction (outcome's residual SDs a SD of the marker) that one test finds with 80 % power; NaN for
/// one arm. The smallest prognostic slope likewise.
double detectable(const TreatmentResult& result, clinical::TreatmentContrast contrast);

/// How the interaction may be read: as a predictive marker only where the arms were randomised.
std::string reading_of_interaction(const clinical::TreatmentPlan& plan);

/// `treatment/report.txt`.
std::string treatment_report(const GroupData& data, const clinical::TreatmentPlan& plan, const TreatmentResult& result);

}  // namespace dmn::jobs
