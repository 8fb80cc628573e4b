#pragma once

#include <cstddef>
#include <functional>
#include <optional>
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

/// A rank that will not answer: its process has ended, or it has been silent for longer than the patience.
struct LostRank {
  int rank = 0;
  std::string process = {};              ///< `process 1234 on node7`
  std::optional<std::size_t> task = {};  ///< what it was working on
  bool has_ended = false;                ///< else silent
  double silent_s = 0;                   ///< since it began the task
};

/// The failure of a task that two ranks were lost with.
inline constexpr const char* lost_twice = "two ranks were lost while they worked on it";

struct DispatchHooks {
  std::function<void(const TaskOutcome&)> on_finished = {};  ///< master, as answers arrive
  /// Master, asked before each hand-out and while waiting (every few milliseconds): true drains. Tasks that are
  /// running finish; a task that is only queued on its rank is not started.
  std::function<bool()> stop_requested = {};
  /// Master, asked before a task is handed out to a rank that does `ahead` first: false leaves it for later and tries
  /// the next one. What nobody may start any more is not done.
  std::function<bool(std::size_t task, std::optional<std::size_t> ahead)> may_start = {};
  /// Master, when a rank is lost: its tasks go to other ranks. Without this hook a rank that has ended is an IoError.
  std::function<void(const LostRank&)> on_lost = {};
  double patience_s = 0;  ///< a rank is silent when one task takes longer; 0: never
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
/// A rank whose process has ended (where the launcher lets the others live) is noticed within a second on the master's
/// host, elsewhere by its silence. Its tasks are handed out again; a task that two ranks were lost with is an outcome
/// with the failure `lost_twice`. A silent rank that answers after all is welcome: the first answer to a task counts.
/// If ranks are still lost at the end, only the master returns (Communicator::has_lost_ranks): it must go on without
/// the others, who wait here until the job is aborted.
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
