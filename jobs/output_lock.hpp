#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/process_mark.hpp"
#include "options.hpp"

namespace dmn::jobs {

/// Where a job keeps what only running jobs need: `--out`/.dmn-cohort. Nothing in it is a result.
std::filesystem::path state_folder(const std::filesystem::path& out);

/// Who works in a folder, as its lock file says.
struct LockOwner {
  std::vector<base::ProcessMark> processes = {};  ///< the master first
  std::string job = {};                           ///< Slurm job, empty without
  long restarts = 0;                              ///< how often Slurm has requeued it
};

/// The owner of this process: the Slurm job is that of the environment.
LockOwner owner_of_this_job(std::vector<base::ProcessMark> processes);
std::string text_of(const LockOwner& owner);
/// Unknown parts stay empty: a lock may be torn.
LockOwner lock_owner_from(const std::string& text);

/// What a job on this part of the runs locks: `all`, or `2-of-8`.
std::string scope_of(const Slice& slice);

/// How long a lock of another machine may stay without a sign of life.
struct LockTimes {
  double heartbeat_s = 15;
  double patience_s = 120;
};

/// The right to write shards and cohort files below a folder: one job at a time. A lock whose job has ended is taken
/// over:
/// * its processes ran on this host and none runs any more (they get a few seconds to end);
/// * Slurm started the same job again, or says that the job has ended;
/// * its heartbeat, the modification time of the file on its own server's clock, is older than `patience_s` and stays
///   so while it is watched for longer than a heartbeat. No other clock takes part.
/// Works without file locks of the file system (NFS): a link that must not exist yet. A job whose lock was taken
/// nevertheless (it was silent for minutes) notices by its next heartbeat.
class OutputLock {
 public:
  /// The scope that excludes every other one.
  static constexpr const char* whole = "all";

  /// @param scope  what is locked: jobs of different scopes may work at the same time, but none beside `whole`
  /// @throws UsageError naming the other job; IoError when the folder cannot be written
  OutputLock(const std::filesystem::path& out, const std::string& scope, const LockOwner& owner, LockTimes times = {});
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

  /// What was found instead of a free folder, to be told: empty, or that a lock of an ended job was taken over.
  const std::string& remark() const noexcept;
  /// True once another job has taken the folder: this one must stop.
  bool lost() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::jobs
