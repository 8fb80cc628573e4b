#pragma once

#include <filesystem>
#include <vector>

#include "bids/dataset_scan.hpp"
#include "bids/found_run.hpp"
#include "bids/index.hpp"
#include "bids/warning_tally.hpp"

namespace dmn::bids {

/// The runs of `options.task` in one fMRIPrep derivatives folder, each with what is wrong with it (DESIGN.md section 4,
/// Inputs): its `desc-preproc_bold` in the space asked for, mask, confounds, repetition time, volumes.
///
/// @param dataset  the folder, absolute
/// @param source   its position among the folders of the study
/// @throws UsageError when several resolutions of a space are left to choose from, or the folder is not there
std::vector<FoundRun> find_image_runs(const std::filesystem::path& dataset, std::size_t source,
                                      const IndexOptions& options, WarningTally& warnings);

/// A space as `input.space` names it: `MNI152NLin2009cAsym` or `MNI152NLin2009cAsym:res-2`.
struct SpaceChoice {
  std::string name;
  std::optional<std::string> resolution;

  bool matches(const Entities& entities) const;
};

/// The spaces to look for, first choice first. Empty text: MNI152NLin2009cAsym, then MNI152NLin6Asym.
/// @throws UsageError for a space that is neither (METHODS.md section 1)
std::vector<SpaceChoice> parse_space(const std::string& text);

}  // namespace dmn::bids
