#pragma once

#include <filesystem>
#include <vector>

#include "bids/found_run.hpp"
#include "bids/index.hpp"
#include "bids/run_checks.hpp"
#include "bids/warning_tally.hpp"

namespace dmn::bids {

/// The runs of a series manifest (reference FORMATS, Series manifest): columns `participant_id`, `session`, `file` and
/// optionally `run`, `task`, `tr_s`, `confounds`, `orientation`. Files are relative to the manifest's folder and may
/// not leave it. A JSON file beside a series (`RepetitionTime` or `SamplingFrequency`) says its repetition time where
/// the manifest does not.
/// @throws UsageError: no such table, a column missing, the same run twice
std::vector<FoundRun> read_series_manifest(const std::filesystem::path& manifest, const IndexOptions& options);

/// The runs of a folder of BIDS series, `*_timeseries.tsv` in `sub-*/[ses-*/]func/` or in the folder itself; repetition
/// times come from the JSON sidecars. Tables under `desc-confounds` are the confounds of the series of the same run.
/// @throws UsageError when the folder is not there
std::vector<FoundRun> find_series_runs(const std::filesystem::path& folder, const IndexOptions& options,
                                       WarningTally& warnings);

/// Counts volumes and ROIs of `run.series`, settles the repetition time and checks the confounds table.
/// @param times  what is known of the repetition time besides the sidecars
void examine_series(FoundRun& found, const IndexOptions& options, std::vector<NamedTime> times);

}  // namespace dmn::bids
