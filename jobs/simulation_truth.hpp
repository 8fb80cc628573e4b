#pragma once

#include <string>
#include <vector>

#include "simulated_run.hpp"
#include "simulation/connectivity_model.hpp"
#include "simulation/options.hpp"

namespace dmn::jobs {

/// truth.json: every setting, what each planted effect means and how large it is, and the parameters of each site.
std::string truth_json_text(const simulation::SimulateOptions& options, const simulation::ConnectivityModel& model);

/// truth/edges.tsv: one row an edge in edge order. `resting`: Fisher z of a control; `effect`: planted difference
/// patients minus controls; `effect_realised`: the same after the matrices were made positive definite;
/// `effect_<variable>`.
std::string truth_edges_text(const simulation::ConnectivityModel& model);

/// truth/runs.tsv: what each run's head did (mean_fd, max_fd, share of volumes above 0.3 mm) and its participant's
/// settings.
std::string truth_runs_text(const simulation::SimulateOptions& options, const simulation::ConnectivityModel& model,
                            const std::vector<PlannedRun>& plan);

/// A series manifest of the true ROI series, relative to truth/series.
std::string true_series_manifest_text(const simulation::ConnectivityModel& model, const std::vector<PlannedRun>& plan);

/// participants.tsv: participant_id group site age sex pain depression, also of those who were never scanned; with
/// `clinical` also arm pain_after subtype months outcome, `n/a` for controls but for months.
std::string participants_text(const simulation::SimulateOptions& options, const simulation::ConnectivityModel& model);

}  // namespace dmn::jobs
