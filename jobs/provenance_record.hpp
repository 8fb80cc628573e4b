#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exit_status.hpp"
#include "options.hpp"

namespace dmn::jobs {

/// Files by what they are called in a record (relative to `--out` for results), with their states.
using FileStates = std::map<std::string, std::string>;

/// One job that was done: an activity in the sense of W3C PROV.
struct Activity {
  std::string job;
  std::string fingerprint;  ///< of program, options and everything used
  std::string started;      ///< UTC, ISO 8601
  std::string ended;
  double seconds = 0;
  int ranks = 1;
  ExitStatus status = ExitStatus::done;
  std::vector<std::pair<std::string, std::string>> options;  ///< resolved: given, or the default as --help shows it
  FileStates used;
  FileStates made;  ///< relative to `--out`
};

/// `--out`/provenance.json: entities, activities and the agent, in the terms of W3C PROV-JSON (Huynh 2013). Nothing in
/// it is part of a digest. An activity replaces the earlier one of the same job.
void record_activity(const Options& options, const Activity& activity);

/// Fingerprint, options, made files and exit status of a job's activity; nothing if there is none or the record cannot
/// be read.
struct RecordedActivity {
  std::string fingerprint;
  std::vector<std::pair<std::string, std::string>> options;
  FileStates made;
  ExitStatus status = ExitStatus::done;
};
std::optional<RecordedActivity> recorded_activity(const std::filesystem::path& out, const std::string& job);

}  // namespace dmn::jobs
