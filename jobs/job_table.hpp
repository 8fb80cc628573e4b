#pragma once

#include <string>
#include <vector>

#include "exit_status.hpp"
#include "options.hpp"
#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// A subcommand.
struct Job {
  std::string name;
  std::string summary;
  std::string details;
  ExitStatus (*run)(const Options&, const parallel::Communicator&);
  bool only_reads = false;  ///< writes nothing below `--out`
};

/// Every job there is, in the order of --help.
const std::vector<Job>& all_jobs();

}  // namespace dmn::jobs
