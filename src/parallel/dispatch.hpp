#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace dmn::parallel {

/// How one task ended. `answer` is what the work function returned; `failure` is the message of what it threw, else
/// empty.
struct TaskOutcome {
  std::size_t task = 0;
  std::string answer;
  std::string failure;
  int rank = 0;
  double seconds = 0;  ///< wall time on the rank

  bool failed() const noexcept { return !failure.empty(); }
};

struct DispatchHooks {
  std::function<void(const TaskOutcome&)> on_finished = {};  ///< master, as answers arrive
  /// Master, asked before each hand-out and while waiting (every few milliseconds): true drains. Tasks that are
  /// running finish; a task that is only queued on its rank is not started.
  std::function<bool()> stop_requested = {};
};

struct DispatchResult {
  std::vector<TaskOutcome> outcomes;  ///< on the master: finished tasks, sorted by task; empty elsewhere
  bool stopped = false;               ///< drained before every task was started (the same on every rank)
};

/// **Collective.** The master hands tasks 0, 1, 2, ... to the other ranks in that order, keeps one queued per rank so
/// that none waits for a message, and sleeps between messages; with two or more ranks it computes nothing. On one rank
/// the same loop runs here. A task that throws is an outcome with its message and never stops the others. Results do
/// not depend on who did what. A hook that throws drains, and then every rank throws its exception.
///
/// @param n_tasks   the same on every rank
/// @param describe  task number -> what the worker must know of it; called on the master, when the task is handed out
/// @param work      task number and its description -> short answer; called on workers (or on the only rank)
DispatchResult dispatch(const Communicator& world, std::size_t n_tasks,
                        const std::function<std::string(std::size_t)>& describe,
                        const std::function<std::string(std::size_t, const std::string&)>& work,
                        const DispatchHooks& hooks = {});
/// The same for tasks whose number says all.
DispatchResult dispatch(const Communicator& world, std::size_t n_tasks,
                        const std::function<std::string(std::size_t)>& work, const DispatchHooks& hooks = {});

}  // namespace dmn::parallel
