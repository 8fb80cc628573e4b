#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bids/found_run.hpp"
#include "bids/manifest.hpp"
#include "bids/participants.hpp"
#include "bids/warning_tally.hpp"

namespace dmn::bids {

/// A dataset folder of a study and the participants table that serves it.
struct Source {
  std::filesystem::path dataset;     ///< absolute
  std::string site;                  ///< of `SITE=DIR`, else empty
  std::string shown;                 ///< how messages name it: never an absolute path
  std::optional<std::size_t> table;  ///< position among the tables; nothing without one
};

/// Brings what was found together with who is known (METHODS.md section 11, Exclusions): ids as the table writes them,
/// groups and sites; a scan without a row, a row without a scan, a duplicate participant and a run found in two folders
/// become exclusions.
/// @return runs sorted by id, each once, and the joined table
Manifest join_cohort(std::vector<FoundRun> found, const std::vector<Source>& sources,
                     const std::vector<ParticipantsTable>& tables, const std::string& task, WarningTally& warnings);

}  // namespace dmn::bids
