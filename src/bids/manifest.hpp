#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "stats/table.hpp"

namespace dmn::bids {

/// One run found by `index`: a row of manifest.tsv. Paths are relative to `dataset`, empty where absent.
struct Run {
  base::RunId id;
  std::string site;
  std::string group;
  std::filesystem::path dataset;  ///< derivatives folder, or the folder of the series manifest
  std::filesystem::path image;    ///< preprocessed BOLD; empty for series
  std::filesystem::path mask;
  std::filesystem::path confounds;
  std::filesystem::path confounds_json;
  std::filesystem::path series;  ///< already parcellated series; empty for images
  bool roi_by_time = false;      ///< orientation of `series`
  std::string space;             ///< e.g. `MNI152NLin2009cAsym:res-2`
  double tr_s = std::numeric_limits<double>::quiet_NaN();
  std::int64_t n_volumes = 0;
  std::int64_t n_voxels = 0;  ///< of one volume; ROIs for series
  std::string reason;         ///< why it is excluded; empty if it is usable

  bool usable() const noexcept { return reason.empty(); }
};

/// What `index` found: every run once, sorted by entities, and the participants table.
struct Manifest {
  std::vector<Run> runs;  ///< usable and excluded, sorted by id
  /// All rows of all participants tables, `participant_id` first (always words); participants that no table serves
  /// follow with nothing but their id. No columns without a table.
  stats::Table participants;
  std::vector<std::string> warnings;

  /// Positions of usable runs, largest first (volumes x voxels), ties in sort order.
  std::vector<std::size_t> usable_largest_first() const;
};

/// The text of manifest.tsv. Columns: participant_id session task run site group status reason dataset image
/// mask confounds confounds_json series orientation space tr_s n_volumes n_voxels.
std::string manifest_text(const Manifest& manifest);

/// The runs of a manifest.tsv. @throws InputError naming file, line and column
std::vector<Run> read_manifest(const std::filesystem::path& path);

}  // namespace dmn::bids
