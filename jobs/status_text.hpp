#pragma once

#include <string>
#include <vector>

#include "study_status.hpp"

namespace dmn::jobs {

/// Exclusions that say the same but for numbers, files and names of runs.
struct CountedReason {
  std::size_t n = 0;
  std::string example;  ///< the first of them, as it was written
};

/// The most frequent first; equally frequent ones in the order of their first run.
std::vector<CountedReason> count_reasons(const std::vector<base::Exclusion>& excluded);

/// `key<TAB>value` a line, for scripts. Times are UTC, spans are seconds; a value that is not known has no line.
std::string status_lines(const StudyStatus& status);

/// The same as one JSON object.
std::string status_json(const StudyStatus& status);

/// A few lines for people.
std::vector<std::string> status_summary(const StudyStatus& status, const Options& options);

}  // namespace dmn::jobs
