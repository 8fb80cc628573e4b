#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "bids/manifest.hpp"

namespace dmn::bids {

/// A run on its way into the manifest: what was found of it and everything that is wrong with it.
/// Until the participants tables are joined, `run.id.participant` is the bare label.
struct FoundRun {
  Run run = {};
  std::string written_participant = {};  ///< as the input writes it: `sub-01`
  std::size_t source = 0;                ///< position of the dataset folder it was found in
  bool is_scan = true;                   ///< false for a table row without a scan
  std::vector<std::string> problems = {};

  /// Adds a problem; files below the dataset are named relative to it. The same sentence is not said twice.
  void blame(base::Error error);
};

/// A run of which only the place is known yet.
FoundRun begin_run(const std::filesystem::path& dataset, std::size_t source, const std::string& participant,
                   const std::string& session);

}  // namespace dmn::bids
