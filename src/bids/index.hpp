#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "bids/manifest.hpp"

namespace dmn::bids {

/// One derivatives folder, with the site that `SITE=DIR` gives it.
struct DerivativesFolder {
  std::string site;
  std::filesystem::path path;
};

/// What the beginning of an image says.
struct ImageFacts {
  std::int64_t n_volumes = 0;
  std::int64_t n_voxels = 0;                     ///< of one volume
  int n_dimensions = 0;                          ///< 4 for a run, 3 for a single volume
  std::optional<base::Seconds> repetition_time;  ///< where the header says one with its unit
};

struct IndexOptions {
  std::vector<DerivativesFolder> derivatives;
  std::optional<std::filesystem::path> participants;
  std::optional<std::filesystem::path> series;  ///< series manifest TSV, or a folder of `*_timeseries.tsv`
  std::string group_column = "group";
  std::string site_column = "site";
  std::string task = "rest";
  std::string space;           ///< empty: MNI152NLin2009cAsym, then MNI152NLin6Asym; `NAME:res-2` picks a resolution
  std::optional<double> tr_s;  ///< only where no file says
  /// Columns or wildcards the denoising will ask for, checked in each header.
  std::vector<std::string> needed_confounds;
  bool needs_confounds = true;
  /// Reads the beginning of an image (image::read_nifti_header); throws InputError. Required with `derivatives`: the
  /// reading of images stands above this folder, so the caller brings it along.
  std::function<ImageFacts(const std::filesystem::path&)> read_image_facts;
};

/// Finds and validates every input of a cohort without decoding images: one pass over each folder, then the beginning
/// of each image and the lines of each confounds table. Every problem is a row's reason (joined by "; "), never an
/// exception. Rules: DESIGN.md section 4 (Inputs) and METHODS.md section 11 (Exclusions): wrong space, several images
/// of one run, scan without a row, row without a scan, duplicate participant, the same run in two folders, TR missing
/// or in disagreement, 3-D image, unreadable file, confounds rows != volumes, missing columns,
/// a link that leaves the dataset.
/// @throws UsageError for what no run can survive: a folder or table that is not there, several `res-` to choose from,
///         no `participant_id` column, a group or site column asked for that is not in the table, the same run twice
///         in a series manifest
Manifest index_cohort(const IndexOptions& options);

}  // namespace dmn::bids
