#pragma once

#include <memory>
#include <string>
#include <vector>

#include "options.hpp"
#include "output_lock.hpp"
#include "parallel/communicator.hpp"

namespace dmn::jobs {

/// **Collective.** The processes of this job, on the master.
std::vector<base::ProcessMark> processes_together(const parallel::Communicator& world);

/// **Collective.** The folder of `--out` is this job's for as long as the value lives: on the master, nothing elsewhere
/// and nothing for a dry run. A lock of an ended job that was taken over is told.
/// @param scope      of the OutputLock
/// @param processes  of this job, on the master
/// @throws UsageError naming the other job that works there; IoError when the folder cannot be written
std::unique_ptr<OutputLock> lock_output_together(const Options& options, const std::string& scope,
                                                 const std::vector<base::ProcessMark>& processes,
                                                 const parallel::Communicator& world);

/// **Collective.** Another job's word counts once it has taken the folder: nothing more is written. @throws IoError
/// @param lock  on the master; nullptr: there is none to lose
void require_lock_together(const OutputLock* lock, const Options& options, const parallel::Communicator& world);

}  // namespace dmn::jobs
