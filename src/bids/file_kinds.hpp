#pragma once

#include <string>
#include <vector>

#include "bids/dataset_scan.hpp"

namespace dmn::bids {

/// Files of one run, not owned.
using Files = std::vector<const FoundFile*>;

bool is_preprocessed(const FoundFile& file);  ///< `desc-preproc_bold`, NIfTI
bool is_mask(const FoundFile& file);          ///< `desc-brain_mask`, NIfTI
bool is_confounds(
    const FoundFile& file);             ///< `desc-confounds_timeseries` or the older `desc-confounds_regressors`, TSV
bool is_series(const FoundFile& file);  ///< `timeseries` of anything but confounds, TSV

Files of_kind(const Files& files, bool (*is_kind)(const FoundFile&));
/// The JSON file of the same name; null if there is none.
const FoundFile* sidecar_of(const FoundFile& file, const Files& files);
/// `a.tsv and b.tsv`
std::string joined_paths(const Files& files);

}  // namespace dmn::bids
