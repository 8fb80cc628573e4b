#include "all_runs.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "base/text.hpp"
#include "failure_record.hpp"
#include "in_hand.hpp"
#include "parallel/dispatch.hpp"
#include "process_run.hpp"
#include "stop_request.hpp"
#include "store/shard.hpp"
#include "time_left.hpp"

namespace dmn::jobs {
namespace {

/// Every `of`th run: each slice has large and small ones.
std::vector<std::size_t> slice_of(const std::vector<std::size_t>& all, const Slice& slice)
{
  std::vector<std::size_t> some;
  for (auto k = static_cast<std::size_t>(slice.number) - 1; k < all.size(); k += static_cast<std::size_t>(slice.of))
    some.push_back(all[k]);
  return some;
}

/// What one rank has computed.
struct Work {
  double seconds = 0;
  double runs = 0;

  double seconds_a_run() const { return runs > 0 ? seconds / runs : 0; }
  Work& operator+=(const Work& more)
  {
    seconds += more.seconds;
    runs += more.runs;
    return *this;
  }
};

/// What the master knows while runs are dealt out: tasks are positions in `order`.
class Foreman {
 public:
  Foreman(const Options& options, const bids::Manifest& manifest, const OutputLock* lock,
          const std::vector<base::ProcessMark>& processes)
      : manifest_(manifest),
        order_(slice_of(manifest.usable_largest_first(), options.connectivity.slice)),
        is_alone_(options.connectivity.slice.is_whole()),
        suspect_(order_.size(), false),
        lock_(lock),
        progress_("runs", order_.size(), 0, options.log_json)
  {
    progress_.remark([this] { return slowest_rank(); });
    if (lock == nullptr) return;
    read_notes(state_folder(options.out), processes);
    record_.emplace(state_folder(options.out), scope_of(options.connectivity.slice));
  }

  std::size_t n_tasks() const noexcept { return order_.size(); }

  std::string assignment(std::size_t task) const { return text_of(Assignment{run(task), suspect_[task]}); }

  void finished(const parallel::TaskOutcome& outcome)
  {
    const auto answer = outcome.failed() ? RunAnswer{} : answer_from(outcome.answer);
    cannot_write_ = cannot_write_ || !answer.unwritten.empty();
    if (!answer.kept()) {
      times_.learn(size(outcome.task), outcome.seconds);
      work_of_[outcome.rank] += {outcome.seconds, 1};
    }
    outcome.failed() || !answer.unwritten.empty() ? progress_.failed() : progress_.done();
    record(outcome, answer);
    forget_notes_of(outcome.task);
  }

  bool may_start(std::size_t task, std::optional<std::size_t> ahead)
  {
    const double left = limit_.seconds_left(TimeLimit::Clock::now());
    return !limit_.known() || fits(size(task), ahead ? size(*ahead) : 0, times_, left);
  }

  void lost(const parallel::LostRank& what)
  {
    const std::string held = what.task ? display(run(*what.task).id) : "nothing";
    const std::string then = what.task ? "; it is handed to another rank" : "";
    if (what.has_ended) {
      base::warn("rank {} ({}) has ended; it had in hand: {}{}", what.rank, what.process, held, then);
      if (what.task) suspect_[*what.task] = true;
    } else {
      base::warn("rank {} ({}) is silent for {:.0f} s; it has in hand: {}{}", what.rank, what.process, what.silent_s,
                 held, then);
    }
  }

  bool must_stop() const { return cannot_write_ || stop_requested() || (lock_ != nullptr && lock_->lost()); }

  AllRuns results_of(const parallel::DispatchResult& done) const
  {
    AllRuns all{.stopped = done.stopped};
    for (const auto& task : done.outcomes) {
      RunResult result{.row = order_[task.task], .failure = task.failure};
      if (task.failure == parallel::lost_twice) result.failure = display(run(task.task).id) + ": " + task.failure;
      if (!task.failed()) result.answer = answer_from(task.answer);
      all.results.push_back(std::move(result));
    }
    std::ranges::sort(all.results, {}, &RunResult::row);
    if (done.stopped && !must_stop())
      base::info("{} runs are left that are not expected to finish within the job's time",
                 order_.size() - done.outcomes.size());
    return all;
  }

 private:
  const bids::Run& run(std::size_t task) const { return manifest_.runs[order_[task]]; }

  void record(const parallel::TaskOutcome& outcome, const RunAnswer& answer)
  {
    if (!record_) return;
    const std::string shard = store::shard_path(run(outcome.task).id).string();
    if (outcome.failed()) {
      record_->add({shard, false, outcome.failure});
    } else if (answer.unwritten.empty() && !answer.combinations.front().exclusions.empty()) {
      record_->add({shard, true, base::join(answer.combinations.front().exclusions, "; ")});
    }
  }

  double size(std::size_t task) const
  {
    return static_cast<double>(run(task).n_volumes) * static_cast<double>(run(task).n_voxels);
  }

  /// Empty as long as every run was kept.
  std::string slowest_rank() const
  {
    if (work_of_.empty()) return {};
    const auto slowest =
        std::ranges::max_element(work_of_, {}, [](const auto& rank) { return rank.second.seconds_a_run(); });
    return fmt::format("slowest rank {}: {:.1f} s a run", slowest->first, slowest->second.seconds_a_run());
  }

  void read_notes(const std::filesystem::path& folder, const std::vector<base::ProcessMark>& processes)
  {
    std::map<std::string, std::size_t> task_of;
    for (std::size_t task = 0; task < order_.size(); ++task) task_of[store::shard_path(run(task).id)] = task;
    for (const auto& note : notes_left(folder, processes)) {
      const auto found = task_of.find(note.run);
      if (found == task_of.end()) {
        const bool means_nothing = note.run.empty() || is_alone_;
        if (means_nothing && base::is_running(note.process) != true) ::unlink(note.path.c_str());
        continue;
      }
      base::warn(
          "{}: rank {} ({}) of an earlier job had it in hand when it was killed; it is tried in a process of its own",
          display(run(found->second).id), note.rank, display(note.process));
      suspect_[found->second] = true;
      notes_.emplace(found->second, note.path);
    }
  }

  void forget_notes_of(std::size_t task)
  {
    const auto [first, last] = notes_.equal_range(task);
    for (auto note = first; note != last; ++note) ::unlink(note->second.c_str());
    notes_.erase(first, last);
  }

  const bids::Manifest& manifest_;
  std::vector<std::size_t> order_;
  bool is_alone_;              ///< no other job writes shards here
  bool cannot_write_ = false;  ///< a shard could not be written: nor could the next
  std::vector<bool> suspect_;  ///< a killed process had it in hand
  std::multimap<std::size_t, std::filesystem::path> notes_;
  const OutputLock* lock_;
  std::optional<FailureRecord> record_;
  std::map<int, Work> work_of_;  ///< by rank
  base::Progress progress_;      ///< tells of work_of_ until it ends
  TimeLimit limit_ = time_limit_of_this_job();
  RunTimes times_;
};

}  // namespace

AllRuns process_all_runs(const Options& options, const Study& study, const bids::Manifest& manifest,
                         const OutputLock* lock, const std::vector<base::ProcessMark>& processes,
                         const parallel::Communicator& world)
{
  Foreman foreman(options, manifest, lock, processes);
  const auto n_tasks = std::stoull(world.broadcast_together(std::to_string(foreman.n_tasks())));
  RunProcessor process(options, study, world.rank());
  const auto done = parallel::dispatch(
      world, n_tasks, [&](std::size_t task) { return foreman.assignment(task); },
      [&](std::size_t, const std::string& assignment) { return text_of(process(assignment_from(assignment))); },
      {.on_finished = [&](const parallel::TaskOutcome& task) { foreman.finished(task); },
       .stop_requested = [&] { return foreman.must_stop(); },
       .may_start = [&](std::size_t task, std::optional<std::size_t> ahead) { return foreman.may_start(task, ahead); },
       .on_lost = [&](const parallel::LostRank& what) { foreman.lost(what); },
       .patience_s = options.run.patience_s});
  return world.is_master() ? foreman.results_of(done) : AllRuns{.stopped = done.stopped};
}

}  // namespace dmn::jobs
