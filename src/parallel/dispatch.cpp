#include "parallel/dispatch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <exception>
#include <thread>
#include <utility>

#include "parallel/dispatch_letters.hpp"
#include "parallel/dispatch_master.hpp"
#include "parallel/failure.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/nap.hpp"

namespace dmn::parallel {
namespace {

using Describe = std::function<std::string(std::size_t)>;
using Work = std::function<std::string(std::size_t, const std::string&)>;

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

class Worker {
 public:
  Worker(const Communicator::Impl& group, const Work& work) : group_(group), work_(work) {}

  void run()
  {
    tell({.about = Report::About::hello, .process = base::this_process()});
    while (read_orders()) {
      const Order order = std::move(queue_.front());
      queue_.pop_front();
      tell({.about = Report::About::outcome, .outcome = perform(order, work_, group_.rank())});
    }
    tell({.about = Report::About::goodbye});
    wait_for_verdict();
  }

 private:
  void tell(const Report& report) { group_.send(0, Tag::to_master, to_letter(report)); }

  /// Takes every order that has come, waiting only if nothing is queued; false: leave.
  bool read_orders()
  {
    // While a task ran MPI made no progress: one look brings in one order, or only a part of one.
    constexpr int looks = 50;
    Nap nap;
    for (int empty = 0; empty < looks || queue_.empty();) {
      if (const auto letter = group_.poll(Tag::to_worker)) {
        Order order = order_from(letter->text);
        if (order.task == end_now) end();
        if (order.task == leave) return false;
        queue_.push_back(std::move(order));
        empty = 0;
      } else if (++empty >= looks) {
        if (queue_.empty()) nap.sleep();
      }
    }
    return true;
  }

  void wait_for_verdict()
  {
    for (Nap nap;; nap.sleep()) {
      const auto letter = group_.poll(Tag::to_worker);
      if (!letter) continue;
      const auto verdict = order_from(letter->text).task;
      if (verdict == go_on) return;
      if (verdict == end_now) end();
    }
  }

  /// The master aborts the job: only where the launcher lets ranks outlive that, this one ends by itself.
  [[noreturn]] static void end()
  {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    std::_Exit(0);
  }

  const Communicator::Impl& group_;
  const Work& work_;
  std::deque<Order> queue_;
};

/// The first task of those left that may start; nothing if none may.
std::optional<std::size_t> take_next(std::deque<std::size_t>& left, const DispatchHooks& hooks)
{
  for (auto task = left.begin(); task != left.end(); ++task) {
    if (hooks.may_start && !hooks.may_start(*task, std::nullopt)) continue;
    const std::size_t next = *task;
    left.erase(task);
    return next;
  }
  return std::nullopt;
}

DispatchResult dispatch_here(std::size_t n_tasks, const Describe& describe, const Work& work,
                             const DispatchHooks& hooks)
{
  DispatchResult result;
  std::deque<std::size_t> left;
  for (std::size_t task = 0; task < n_tasks; ++task) left.push_back(task);
  while (!left.empty()) {
    const bool stop = hooks.stop_requested && hooks.stop_requested();
    const auto task = stop ? std::nullopt : take_next(left, hooks);
    result.stopped = !task;
    if (result.stopped) break;
    result.outcomes.push_back(perform({*task, describe(*task)}, work, 0));
    if (hooks.on_finished) hooks.on_finished(result.outcomes.back());
  }
  std::ranges::sort(result.outcomes, {}, &TaskOutcome::task);
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
    result.stopped = result.outcomes.size() < n_tasks;
    if (master.has_lost_ranks()) {
      world.impl()->mark_lost_ranks();
      if (failure) std::rethrow_exception(failure);
      return result;
    }
  } else {
    Worker(*world.impl(), work).run();
  }
  throw_first(world, failure);
  result.stopped = world.broadcast_together(result.stopped ? "some left" : "") == "some left";
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
