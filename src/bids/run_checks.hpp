#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bids/dataset_scan.hpp"
#include "bids/found_run.hpp"
#include "bids/index.hpp"

namespace dmn::bids {

/// Checks the header of `run.confounds` for the columns the denoising needs (names or wildcards) and its rows, one a
/// volume, against `run.n_volumes` (not if that is 0), without reading the numbers. What is wrong becomes a problem of
/// the run.
void check_confounds(FoundRun& found, const std::vector<std::string>& needed);

/// Where a repetition time was read: the field's name and the file.
struct NamedTime {
  base::Seconds seconds;
  std::string field;
  std::filesystem::path file;
};

/// Settles `run.tr_s` (METHODS.md section 11, TR): the first of the times given, which must agree within 1 ms; without
/// any `fallback` (input.tr_s); else it is missing, and a problem.
void settle_repetition_time(FoundRun& found, const std::vector<NamedTime>& times, std::optional<double> fallback);

/// The path of a file of the dataset, empty and a problem of the run if the file must not be opened.
std::filesystem::path admitted(FoundRun& found, const FoundFile& file);

/// The repetition time of a JSON sidecar of the dataset (`json` relative to it); a problem of the run if it cannot be
/// read.
void add_sidecar_time(FoundRun& found, const std::filesystem::path& json, std::vector<NamedTime>& times);

}  // namespace dmn::bids
