#pragma once

namespace dmn::jobs {

/// What the shell, Slurm and the next job of a chain read. All ranks end with the same status.
enum class ExitStatus : int {
  done = 0,           ///< all done
  some_excluded = 1,  ///< done, but some runs failed or were excluded
  usage = 2,          ///< bad usage, config or design; nothing was computed
  nothing = 3,        ///< nothing could be done
  stopped = 75,       ///< stopped early on request; the same command resumes (EX_TEMPFAIL)
};

}  // namespace dmn::jobs
