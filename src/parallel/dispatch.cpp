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

using Describe = std::function<std::string(std::size_t)>;
using Work = std::function<std::string(std::size_t, const std::string&)>;

/// A task on its way to a worker.
struct Order {
  std::uint64_t task = 0;
  std::string description;
};

/// To a worker instead of a task number: drop what is queued, answer with an empty letter and leave.
constexpr std::uint64_t leave = std::numeric_limits<std::uint64_t>::max();

std::string to_letter(const Order& order)
{
  return Packer().put(order.task).put(order.description).take();
}

Order order_from(const Letter& letter)
{
  Unpacker unpacker(letter.text);
  Order order{.task = unpacker.value<std::uint64_t>(), .description = {}};
  order.description = unpacker.text();
  return order;
}

TaskOutcome perform(const Order& order, const Work& work, int rank)
{
  TaskOutcome outcome;
  outcome.task = order.task;
  outcome.rank = rank;
  const auto start = std::chrono::steady_clock::now();
  const auto failure = caught_from([&] { outcome.answer = work(order.task, order.description); });
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
  Master(const Communicator::Impl& group, std::size_t n_tasks, const Describe& describe, const DispatchHooks& hooks)
      : group_(group), n_tasks_(n_tasks), describe_(describe), hooks_(hooks)
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
    Order order{.task = next_, .description = {}};
    guarded([&] { order.description = describe_(next_); });
    if (failure_) return dismiss();
    send(worker, order);
    ++next_;
  }

  /// A worker may be sending a long answer meanwhile: letters are taken in, or both would wait for ever.
  void send(int worker, const Order& order)
  {
    group_.send(worker, Tag::to_worker, to_letter(order), [this] {
      if (auto letter = group_.poll(Tag::to_master)) inbox_.push_back(*std::move(letter));
    });
  }

  void dismiss()
  {
    if (std::exchange(dismissed_, true)) return;
    for (int worker = 1; worker < group_.size(); ++worker) {
      send(worker, Order{.task = leave, .description = {}});
    }
  }

  Letter next_letter()
  {
    for (Nap nap;; nap.sleep()) {
      if (inbox_.empty()) {
        if (auto letter = group_.poll(Tag::to_master)) return *std::move(letter);
      } else {
        Letter letter = std::move(inbox_.front());
        inbox_.pop_front();
        return letter;
      }
      if (!dismissed_ && stop_requested()) dismiss();
    }
  }

  void record(TaskOutcome outcome)
  {
    guarded([&] {
      if (hooks_.on_finished) hooks_.on_finished(outcome);
    });
    outcomes_.push_back(std::move(outcome));
  }

  bool stop_requested()
  {
    bool stop = false;
    guarded([&] { stop = hooks_.stop_requested && hooks_.stop_requested(); });
    return stop || failure_;
  }

  void guarded(const std::function<void()>& call)
  {
    if (!failure_) failure_ = caught_from(call);
  }

  const Communicator::Impl& group_;
  std::size_t n_tasks_;
  const Describe& describe_;
  const DispatchHooks& hooks_;
  std::size_t next_ = 0;
  bool dismissed_ = false;
  std::exception_ptr failure_;
  std::vector<TaskOutcome> outcomes_;
  std::deque<Letter> inbox_;
};

class Worker {
 public:
  Worker(const Communicator::Impl& group, const Work& work) : group_(group), work_(work) {}

  void run()
  {
    while (read_orders()) {
      const Order order = std::move(queue_.front());
      queue_.pop_front();
      group_.send(0, Tag::to_master, to_letter(perform(order, work_, group_.rank())));
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
        Order order = order_from(*letter);
        if (order.task == leave) return false;
        queue_.push_back(std::move(order));
        empty = 0;
      } else if (++empty >= looks) {
        if (queue_.empty()) nap.sleep();
      }
    }
    return true;
  }

  const Communicator::Impl& group_;
  const Work& work_;
  std::deque<Order> queue_;
};

DispatchResult dispatch_here(std::size_t n_tasks, const Describe& describe, const Work& work,
                             const DispatchHooks& hooks)
{
  DispatchResult result;
  for (std::size_t task = 0; task < n_tasks; ++task) {
    result.stopped = hooks.stop_requested && hooks.stop_requested();
    if (result.stopped) break;
    result.outcomes.push_back(perform({task, describe(task)}, work, 0));
    if (hooks.on_finished) hooks.on_finished(result.outcomes.back());
  }
  return result;
}

}  // namespace

DispatchResult dispatch(const Communicator& world, std::size_t n_tasks, const Describe& describe, const Work& work,
                        const DispatchHooks& hooks)
{
  if (world.size() == 1) return dispatch_here(n_tasks, describe, work, hooks);

  DispatchResult result;
  std::exception_ptr failure;
  if (world.is_master()) {
    Master master(*world.impl(), n_tasks, describe, hooks);
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

DispatchResult dispatch(const Communicator& world, std::size_t n_tasks,
                        const std::function<std::string(std::size_t)>& work, const DispatchHooks& hooks)
{
  return dispatch(
      world, n_tasks, [](std::size_t) { return std::string(); },
      [&work](std::size_t task, const std::string&) { return work(task); }, hooks);
}

}  // namespace dmn::parallel
