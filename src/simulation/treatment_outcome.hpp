#pragma once

#include <vector>

#include "simulation/connectivity_model.hpp"
#include "simulation/options.hpp"
#include "simulation/participants.hpp"

namespace dmn::simulation {

/// The pain of each participant after treatment, two decimals, in the order of `people`; NaN for controls:
/// 2 + 0.6 pain + arm_effect (active arm) + prognosis z_p + moderation z_m (active arm) + N(0, 1), z the mean true
/// Fisher z of a marker's edges in the first session, in standard deviations around the mean of all patients.
/// @throws UsageError for a prognosis or moderation that names no marker or edges of the ROI table
std::vector<double> pain_after_treatment(const SimulateOptions& options, const ConnectivityModel& model,
                                         const std::vector<Participant>& people);

}  // namespace dmn::simulation
