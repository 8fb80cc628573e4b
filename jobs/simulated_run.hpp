#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "bids/derivatives_writer.hpp"
#include "simulation/brain.hpp"
#include "simulation/connectivity_model.hpp"
#include "simulation/options.hpp"
#include "simulation/participants.hpp"
#include "simulation/random_stream.hpp"
#include "simulation/run_signals.hpp"

namespace dmn::jobs {

/// One run that a simulated cohort has: who, which, and where its files go.
struct PlannedRun {
  simulation::Participant person;
  simulation::RunNumber number;
  base::RunId id;
  std::filesystem::path root;   ///< derivatives folder of the site
  bids::DerivativeFiles files;  ///< relative to root
};

/// Every run of every participant who was scanned, in order. Sessions and runs are named only where there are several.
std::vector<PlannedRun> plan_runs(const simulation::SimulateOptions& options, const std::filesystem::path& out);

/// `sub-001_ses-1_task-rest_run-1_timeseries.tsv`, and its path under `truth/series`.
std::filesystem::path true_series_file(const base::RunId& run);

/// Writes runs of one simulated cohort, one at a time, on whatever rank it is called. Keeps what all runs share.
class SimulatedRunWriter {
 public:
  /// The model must outlive the writer. @throws UsageError as simulation::build_brain
  SimulatedRunWriter(const simulation::SimulateOptions& options, const simulation::ConnectivityModel& model,
                     std::filesystem::path out);

  /// Image sidecar, mask, confounds and, last, the image: a run whose image is there is complete. @throws IoError
  void operator()(const PlannedRun& run) const;

 private:
  void write_mask(const std::filesystem::path& path) const;
  void write_true_series(const PlannedRun& run, const Eigen::MatrixXd& series) const;

  const simulation::SimulateOptions& options_;
  const simulation::ConnectivityModel& model_;
  std::filesystem::path out_;
  simulation::Brain brain_;
  simulation::NoiseTable noise_;
};

}  // namespace dmn::jobs
