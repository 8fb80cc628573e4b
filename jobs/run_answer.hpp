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
  std::vector<std::string> reasons = {};             ///< why it was computed (shard_reuse.hpp); empty: kept
  std::string damage = {};                           ///< what was wrong with the shard that was there
  std::string unwritten = {};                        ///< why the shard could not be written: not the fault of the run
  std::vector<CombinationAnswer> combinations = {};  ///< in the order of Study::combinations

  bool kept() const noexcept { return reasons.empty(); }
};

/// A run on its way to a worker.
struct Assignment {
  bids::Run run;
  bool in_own_process = false;  ///< a process that had it in hand was killed
};

/// Texts that travel between master and workers.
std::string text_of(const RunAnswer& answer);
RunAnswer answer_from(const std::string& text);
std::string text_of(const Assignment& assignment);
Assignment assignment_from(const std::string& text);

}  // namespace dmn::jobs
