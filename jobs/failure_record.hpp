#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dmn::jobs {

/// A run that the last job on a folder could not use.
struct RecordedFailure {
  std::string run;         ///< its shard, relative to `--out`
  bool has_shard = false;  ///< computed and excluded; else nothing came of it
  std::string reason;
};

/// Which runs failed, while no cohort file tells it: `status` reads it while the job runs and after it was stopped or
/// killed. A text file a job under the state folder, a line appended a failure; the first failure of a job replaces
/// what earlier jobs wrote. A line that cannot be written never stops a run: it is worth less.
class FailureRecord {
 public:
  /// Forgets what earlier jobs of this scope wrote, and for the whole folder what any wrote.
  /// @param scope  as that of the job's OutputLock
  FailureRecord(std::filesystem::path state_folder, const std::string& scope);
  ~FailureRecord();
  FailureRecord(const FailureRecord&) = delete;
  FailureRecord& operator=(const FailureRecord&) = delete;

  void add(const RecordedFailure& failure);

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

/// Once a cohort file holds the reasons, nothing else does.
void forget_failures(const std::filesystem::path& state_folder);

/// What all jobs of this folder have written, sorted by run. A line that was cut short is not there.
std::vector<RecordedFailure> recorded_failures(const std::filesystem::path& state_folder);

}  // namespace dmn::jobs
