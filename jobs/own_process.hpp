#pragma once

#include <functional>
#include <string>

namespace dmn::jobs {

/// How work in a process of its own ended.
struct OwnProcessResult {
  std::string answer;   ///< what the work returned
  std::string failure;  ///< the message of what it threw
  std::string death;    ///< how its process ended without an answer, e.g. `signal 11 (Segmentation fault)`
};

/// Does the work in a forked child, so that whatever kills it kills only the child. The child takes part in nothing
/// (no MPI, no messages, no destructors of this process) and dies with its parent.
/// @throws IoError when no process can be made
OwnProcessResult in_own_process(const std::function<std::string()>& work);

}  // namespace dmn::jobs
