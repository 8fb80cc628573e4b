#pragma once

#include <filesystem>

#include "connectivity/roi.hpp"
#include "exit_status.hpp"
#include "parallel/communicator.hpp"
#include "simulation/options.hpp"

namespace dmn::jobs {

/// **Collective.** Writes a synthetic multi-site cohort under `out`; the same bytes for any number of ranks:
///
///     participants.tsv                      everybody, also those without a scan
///     site-01/, site-02/, ...               one fMRIPrep-style derivatives folder a site
///     truth/truth.json, edges.tsv, runs.tsv what was planted; truth/series/ with `write_series`
///
/// Runs whose image is there already are kept, if truth.json says that they are of the same cohort.
///
/// @param rois  with coordinates and radii
/// @return      done, or stopped after a stop request
/// @throws UsageError for options out of range, an effect that cannot be planted, an ROI without a place, or an `out`
/// that
///         holds another simulated cohort; IoError
ExitStatus simulate_cohort(const simulation::SimulateOptions& options, const std::filesystem::path& out,
                           const connectivity::RoiTable& rois, bool log_json, const parallel::Communicator& world);

}  // namespace dmn::jobs
