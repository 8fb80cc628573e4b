#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "output_lock.hpp"

namespace dmn::jobs {

/// A lock file as it was found.
struct FoundLock {
  std::filesystem::path path;
  std::string text;
  LockOwner owner = {};
  double age_s = 0;  ///< since its last sign of life, by the clock of the file's own server

  /// `process 1234 on node7, Slurm job 55`: for messages.
  std::string who() const;
};

/// Nothing if there is none (any more). @throws IoError
std::optional<FoundLock> read_lock(const std::filesystem::path& path);

/// Why the job that left this lock cannot be working any more. May wait: seconds for processes that are ending, longer
/// than a heartbeat for another machine's lock.
/// @throws UsageError when it may be working
std::string why_abandoned(const FoundLock& found, const LockOwner& mine, LockTimes times);

}  // namespace dmn::jobs
