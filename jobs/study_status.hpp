#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/run_id.hpp"
#include "exit_status.hpp"
#include "options.hpp"
#include "status_forecast.hpp"
#include "status_shards.hpp"
#include "submitted_jobs.hpp"

namespace dmn::jobs {

enum class CohortState {
  absent,
  outdated,  ///< older than a shard, or of other runs than the manifest's
  unreadable,
  complete,
};

/// `absent`, `outdated`, `unreadable`, `complete`.
std::string words(CohortState state);

/// `group/<contrast>/result.h5`.
struct ContrastStatus {
  std::string name;
  bool complete = false;
};

/// `group/unfinished_<family>.h5`: permutations that were interrupted, or are going on.
struct UnfinishedPermutations {
  std::string file;           ///< relative to `--out`
  std::optional<int> n_done;  ///< nothing if the file cannot be read: the relabellings start anew
};

/// How far the folder of `--out` is, from what lies on disk: asked by anyone, while a job runs or after it.
struct StudyStatus {
  bool has_manifest = false;
  std::size_t n_found = 0;     ///< rows of the manifest; rows of the cohort file where there is no manifest
  std::size_t n_unusable = 0;  ///< excluded by `index`
  ShardCount shards;
  std::size_t n_failed =
      0;  ///< usable runs that a complete cohort file excludes; else those the last job could not use
  std::size_t n_failed_left =
      0;  ///< of those, runs without a shard: nothing to wait for, and tried again by the next job
  CohortState cohort = CohortState::absent;
  std::size_t n_cohort = 0;               ///< runs in the cohort file
  std::vector<base::Exclusion> excluded;  ///< of a complete cohort file, else of the manifest and of the last job
  std::vector<ContrastStatus> contrasts;  ///< those found, and those that the options ask for
  std::vector<UnfinishedPermutations> permutations;
  std::vector<SubmittedJob> jobs;    ///< of the last `submit`
  std::optional<Forecast> forecast;  ///< nothing without a shard, or with nothing left

  std::size_t n_left() const noexcept { return cohort == CohortState::complete ? 0 : shards.left() - n_failed_left; }
  bool is_empty() const noexcept;
  bool is_finished() const noexcept;
  /// 0 finished; 1 finished with failures or exclusions; 3 nothing there; 75 work is left.
  ExitStatus exit_status() const noexcept;
};

/// @param options  `out`; contrasts are expected if a group option was given
/// @throws UsageError when `--out` is no folder; InputError for a manifest that cannot be read
StudyStatus look_at_study(const Options& options);

}  // namespace dmn::jobs
