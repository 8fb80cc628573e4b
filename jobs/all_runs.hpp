#pragma once

#include <vector>

#include "assemble_cohort.hpp"
#include "options.hpp"
#include "output_lock.hpp"
#include "parallel/communicator.hpp"
#include "study.hpp"

namespace dmn::jobs {

struct AllRuns {
  std::vector<RunResult> results;  ///< on the master, in manifest order: the finished runs
  bool stopped = false;            ///< before all of them were
};

/// **Collective.** Every usable run of the slice becomes a shard. Runs that killed processes of earlier jobs had in hand are told
/// and done in processes of their own. Near the end of a Slurm job's time no run is started that is not expected to
/// finish. Where ranks are lost only the master returns (parallel::dispatch).
/// @param lock  on the master
AllRuns process_all_runs(const Options& options, const Study& study, const bids::Manifest& manifest,
                         const OutputLock* lock, const std::vector<base::ProcessMark>& processes,
                         const parallel::Communicator& world);

}  // namespace dmn::jobs
