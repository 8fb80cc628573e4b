#include "parallel/dispatch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

#include "parallel/failure.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/nap.hpp"
#include "parallel/packing.hpp"

namespace dmn::parallel {
namespace {

using Work = std::function<std::string(std::size_t)>;

/// To a worker instead of a task number: drop what is queued, answer with an empty letter and leave.
constexpr std::uint64_t leave = std::numeric_limits<std::uint64_t>::max();

TaskOutcome perform(std::size_t task, const Work& work, int rank)
{
  TaskOutcome outcome;
  outcome.task = task;
  outcome.rank = rank;
  const auto start = std::chrono::steady_clock::now();
  const auto failure = caught_from([&] { outcome.answer = work(task); });
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (failure) outcome.failure = message_of(failure);
  return outcome;
}

std::string to_letter(const TaskOutcome& outcome)
{
  return Packer().put(std::uint64_t{outcome.task}).put(outcome.seconds).put(outcome.answer).put(outcome.failure).take();
}

TaskOutcome from_letter(const Letter& letter)
{
  Unpacker unpacker(letter.text);
  TaskOutcome outcome;
  outcome.rank = letter.from;
  outcome.task = unpacker.value<std::uint64_t>();
  outcome.seconds = unpacker.value<double>();
  outcome.answer = unpacker.text();
  outcome.failure = unpacker.text();
  return outcome;
}

class Master {
 public:
  Master(const Communicator::Impl& group, std::size_t n_tasks, const DispatchHooks& hooks)
      : group_(group), n_tasks_(n_tasks), hooks_(hooks)
  {
  }

  void run()
  {
    constexpr int running_and_queued = 2;
    for (int round = 0; round < running_and_queued; ++round) {
      for (int worker = 1; worker < group_.size(); ++worker) deal_to(worker);
    }
    for (int gone = 0; gone < group_.size() - 1;) {
      if (outcomes_.size() == next_) dismiss();
      const Letter letter = next_letter();
      if (letter.text.empty()) {
        ++gone;
      } else {
        record(from_letter(letter));
        deal_to(letter.from);
      }
    }
    std::ranges::sort(outcomes_, {}, &TaskOutcome::task);
  }

  std::vector<TaskOutcome> take_outcomes() { return std::move(outcomes_); }
  const std::exception_ptr& failure() const noexcept { return failure_; }

 private:
  void deal_to(int worker)
  {
    if (next_ == n_tasks_ || dismissed_) return;
    if (stop_requested()) return dismiss();
    group_.send(worker, Tag::to_worker, Packer().put(std::uint64_t{next_++}).take());
  }

  void dismiss()
  {
    if (std::exchange(dismissed_, true)) return;
    for (int worker = 1; worker < group_.size(); ++worker) {
      group_.send(worker, Tag::to_worker, Packer().put(leave).take());
    }
  }

  Letter next_letter()
  {
    for (Nap nap;; nap.sleep()) {
      if (auto letter = group_.poll(Tag::to_master)) return *std::move(letter);
      if (!dismissed_ && stop_requested()) dismiss();
    }
  }

  void record(TaskOutcome outcome)
  {
    call_hook([&] {
      if (hooks_.on_finished) hooks_.on_finished(outcome);
    });
    outcomes_.push_back(std::move(outcome));
  }

  bool stop_requested()
  {
    bool stop = false;
    call_hook([&] { stop = hooks_.stop_requested && hooks_.stop_requested(); });
    return stop || failure_;
  }

  void call_hook(const std::function<void()>& hook)
  {
    if (!failure_) failure_ = caught_from(hook);
  }

  const Communicator::Impl& group_;
  std::size_t n_tasks_;
  const DispatchHooks& hooks_;
  std::size_t next_ = 0;
  bool dismissed_ = false;
  std::exception_ptr failure_;
  std::vector<TaskOutcome> outcomes_;
};

class Worker {
 public:
  Worker(const Communicator::Impl& group, const Work& work) : group_(group), work_(work) {}

  void run()
  {
    while (read_orders()) {
      const auto task = static_cast<std::size_t>(queue_.front());
      queue_.pop_front();
      group_.send(0, Tag::to_master, to_letter(perform(task, work_, group_.rank())));
    }
    group_.send(0, Tag::to_master, {});
  }

 private:
  /// Takes every order that has come, waiting only if nothing is queued; false: leave.
  bool read_orders()
  {
    // While a task ran MPI made no progress: one look brings in one order, or only a part of one.
    constexpr int looks = 50;
    Nap nap;
    for (int empty = 0; empty < looks || queue_.empty();) {
      if (const auto letter = group_.poll(Tag::to_worker)) {
        const auto order = Unpacker(letter->text).value<std::uint64_t>();
        if (order == leave) return false;
        queue_.push_back(order);
        empty = 0;
      } else if (++empty >= looks) {
        if (queue_.empty()) nap.sleep();
      }
    }
    return true;
  }

  const Communicator::Impl& group_;
  const Work& work_;
  std::deque<std::uint64_t> queue_;
};

DispatchResult dispatch_here(std::size_t n_tasks, const Work& work, const DispatchHooks& hooks)
{
  DispatchResult result;
  for (std::size_t task = 0; task < n_tasks; ++task) {
    result.stopped = hooks.stop_requested && hooks.stop_requested();
    if (result.stopped) break;
    result.outcomes.push_back(perform(task, work, 0));
    if (hooks.on_finished) hooks.on_finished(result.outcomes.back());
  }
  return result;
}

}  // namespace

DispatchResult dispatch(const Communicator& world, std::size_t n_tasks, const Work& work, const DispatchHooks& hooks)
{
  if (world.size() == 1) return dispatch_here(n_tasks, work, hooks);

  DispatchResult result;
  std::exception_ptr failure;
  if (world.is_master()) {
    Master master(*world.impl(), n_tasks, hooks);
    master.run();
    failure = master.failure();
    result.outcomes = master.take_outcomes();
  } else {
    Worker(*world.impl(), work).run();
  }
  throw_first(world, failure);
  const std::string finished = world.broadcast_together(result.outcomes.size() == n_tasks ? "all" : "some");
  result.stopped = finished == "some";
  return result;
}

}  // namespace dmn::parallel
