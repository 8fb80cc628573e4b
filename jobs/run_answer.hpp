#pragma once

#include <string>
#include <vector>

#include "bids/manifest.hpp"
#include "signal/run_qc.hpp"

namespace dmn::jobs {

/// What the master must know of one combination of one finished run; the matrices stay in the shard.
struct CombinationAnswer {
  signal::RunQc qc;
  std::vector<std::string> warnings;
  std::vector<std::string> exclusions;  ///< empty if the run is included
  std::vector<std::string> invalid;     ///< one clause an invalid ROI, `PAG: coverage 0.2 below 0.5`
};

/// A worker's answer to one run.
struct RunAnswer {
  bool kept = false;                            ///< a finished shard was still good
  std::vector<CombinationAnswer> combinations;  ///< in the order of Study::combinations
};

/// Texts that travel between master and workers.
std::string text_of(const RunAnswer& answer);
RunAnswer answer_from(const std::string& text);
std::string text_of(const bids::Run& run);
bids::Run run_from(const std::string& text);

}  // namespace dmn::jobs
