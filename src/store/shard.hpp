#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "connectivity/estimate.hpp"
#include "connectivity/measures.hpp"
#include "connectivity/roi.hpp"
#include "signal/denoise.hpp"

namespace dmn::store {

/// The raw ROI means of one ROI set in one run.
struct RoiSetSeries {
  std::string roi_set;
  std::vector<std::string> labels;   ///< R
  Eigen::MatrixXd values;            ///< T x R, NaN columns for invalid ROIs
  std::vector<double> coverage;      ///< R; NaN where unknown (series input)
  std::vector<std::string> invalid;  ///< R; why an ROI is invalid, empty if valid
  bool resampled = false;
};

struct KindResult {
  connectivity::Kind kind;
  connectivity::Estimator estimator;
  connectivity::KindEstimate estimate;
};

/// One ROI set denoised with one strategy.
struct CombinationResult {
  std::string roi_set;
  std::string strategy;
  signal::Denoised denoised;                         ///< qc with coverage_min filled
  std::vector<KindResult> kinds;                     ///< empty if excluded
  std::vector<connectivity::Measure> measures = {};  ///< empty if excluded, or none were asked for
};

/// One run's durable result.
struct Shard {
  base::RunId id;
  std::string input_fingerprint;   ///< of the input files
  std::string config_fingerprint;  ///< of the options that change numbers, versions of the layout
  std::string options_text;        ///< resolved options, one `section.option = value` a line
  std::string inputs_text;         ///< what input_fingerprint is of, one `kind of input: what it was` a line
  double tr_s = 0;
  std::vector<RoiSetSeries> sets;
  std::vector<CombinationResult> combinations;  ///< first is the primary one
};

/// `sub-X/[ses-Y/]func/sub-X_[ses-Y_]task-rest_[run-01_]connectivity.h5`, relative to `--out`.
std::filesystem::path shard_path(const base::RunId& id);

/// Atomic and durable. @throws IoError
void write_shard(const std::filesystem::path& path, const Shard& shard);

/// The two fingerprints only, and what they are of; nothing if there is no readable shard of this schema (absent, torn,
/// foreign).
struct ShardFingerprints {
  std::string input;
  std::string config;
  std::string inputs_text;  ///< empty in shards that did not record it
  std::string options_text;
};
std::optional<ShardFingerprints> read_shard_fingerprints(const std::filesystem::path& path);

/// What gathering needs of one combination, without series. Like all reading below: content is checked against the
/// digests recorded when it was written. @throws IoError naming file and dataset: not a shard, combination absent,
/// damaged
struct ShardSummary {
  signal::RunQc qc;
  std::vector<std::string> confounds;
  std::vector<std::string> warnings;
  std::vector<std::string> exclusions;
  std::vector<std::string> invalid;  ///< R reasons
};
ShardSummary read_shard_summary(const std::filesystem::path& path, const std::string& roi_set,
                                const std::string& strategy);
/// Edges (and diagonal, empty if none) of one kind. @throws IoError
connectivity::KindEstimate read_shard_kind(const std::filesystem::path& path, const std::string& roi_set,
                                           const std::string& strategy, connectivity::Kind kind);
/// The measures in the order they were written; none if the shard has none. @throws IoError
std::vector<connectivity::Measure> read_shard_measures(const std::filesystem::path& path, const std::string& roi_set,
                                                       const std::string& strategy);
/// Recomputes every digest of a shard. @throws IoError naming file and dataset: torn, damaged, not a shard
void verify_shard(const std::filesystem::path& path);
/// Everything, for tests, exports and later jobs.
Shard read_shard(const std::filesystem::path& path);

}  // namespace dmn::store
