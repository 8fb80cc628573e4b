#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/process_mark.hpp"

namespace dmn::jobs {

/// What this process works on, in a small file under the state folder: if the process is killed the next job knows
/// which run it had in hand. Made at the first run, rewritten in place for each, removed at the end. A note that cannot
/// be written never stops a run: it is worth less.
class InHandNote {
 public:
  InHandNote(std::filesystem::path state_folder, int rank);
  ~InHandNote();
  InHandNote(const InHandNote&) = delete;
  InHandNote& operator=(const InHandNote&) = delete;

  /// @param run  its shard, relative to `--out`
  void begin(const std::string& run);
  void end();

 private:
  std::filesystem::path path_;
  int rank_;
  int file_ = -1;
};

/// A note of a process that was killed.
struct LeftNote {
  std::filesystem::path path;
  base::ProcessMark process;
  std::string run;  ///< empty: nothing in hand, or killed while it was written
  int rank = 0;
};

/// The notes under a state folder but those of the given processes, sorted by run.
std::vector<LeftNote> notes_left(const std::filesystem::path& state_folder,
                                 const std::vector<base::ProcessMark>& of_this_job);

}  // namespace dmn::jobs
