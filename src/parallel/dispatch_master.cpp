#include "parallel/dispatch_master.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "parallel/failure.hpp"
#include "parallel/nap.hpp"

namespace dmn::parallel {
namespace {

constexpr std::size_t running_and_queued = 2;
constexpr auto between_looks = std::chrono::milliseconds(250);
constexpr int losses_allowed = 2;

std::string sentence_of(const LostRank& lost)
{
  return "rank " + std::to_string(lost.rank) + " (" + lost.process + ") " +
         (lost.has_ended ? "has ended" : "is silent for " + std::to_string(static_cast<long>(lost.silent_s)) + " s");
}

}  // namespace

Master::Master(const Communicator::Impl& group, std::size_t n_tasks,
               const std::function<std::string(std::size_t)>& describe, const DispatchHooks& hooks)
    : group_(group),
      describe_(describe),
      hooks_(hooks),
      workers_(static_cast<std::size_t>(group.size()) - 1),
      finished_(n_tasks, false),
      losses_(n_tasks, 0)
{
  for (std::size_t task = 0; task < n_tasks; ++task) to_deal_.insert(to_deal_.end(), task);
}

void Master::run()
{
  deal();
  for (Nap nap; !everybody_left();) {
    if (!dismissed_ && !anybody_works()) dismiss();
    if (listen()) {
      nap = Nap();
      continue;
    }
    forget_what_has_left();
    if (!dismissed_ && stop_requested()) dismiss();
    look_after_workers();
    nap.sleep();
  }
  const Order verdict{.task = has_lost_ranks() ? stay_behind : go_on, .description = {}};
  for (int rank = 1; rank <= n_workers(); ++rank) {
    if (!worker(rank).lost) post(rank, verdict);
  }
  for (Nap nap; !everybody_left(); nap.sleep()) forget_what_has_left();
  for (auto& one : workers_) {
    for (auto& letter : one.post) group_.keep(std::move(letter));
  }
  std::ranges::sort(outcomes_, {}, &TaskOutcome::task);
}

std::vector<TaskOutcome> Master::take_outcomes()
{
  return std::move(outcomes_);
}

bool Master::has_lost_ranks() const noexcept
{
  return std::ranges::any_of(workers_, &Worker::lost);
}

void Master::deal()
{
  for (std::size_t round = 0; round < running_and_queued; ++round) {
    for (int rank = 1; rank <= n_workers(); ++rank) {
      if (worker(rank).in_hand.size() == round) deal_to(rank);
    }
  }
}

bool Master::deal_to(int rank)
{
  auto& to = worker(rank);
  if (dismissed_ || to.lost || to_deal_.empty() || to.in_hand.size() >= running_and_queued) return false;
  if (stop_requested()) {
    dismiss();
    return false;
  }
  const auto task = take_task_for(to);
  if (!task) return false;
  Order order{.task = *task, .description = {}};
  guarded([&] { order.description = describe_(*task); });
  if (failure_) {
    dismiss();
    return false;
  }
  if (to.in_hand.empty()) to.began = Clock::now();
  to.in_hand.push_back(*task);
  post(rank, order);
  return true;
}

std::optional<std::size_t> Master::take_task_for(const Worker& worker)
{
  const auto ahead = worker.in_hand.empty() ? std::nullopt : std::optional(worker.in_hand.front());
  for (const std::size_t task : to_deal_) {
    bool may_start = true;
    guarded([&] { may_start = !hooks_.may_start || hooks_.may_start(task, ahead); });
    if (failure_) return std::nullopt;
    if (!may_start) continue;
    to_deal_.erase(task);
    return task;
  }
  return std::nullopt;
}

/// Never waits: whoever does not read his letters must not keep the others from theirs.
void Master::post(int rank, const Order& order)
{
  worker(rank).post.push_back(group_.post(rank, Tag::to_worker, to_letter(order)));
}

void Master::forget_what_has_left()
{
  for (auto& one : workers_) forget_what_has_left(one);
}

void Master::forget_what_has_left(Worker& to)
{
  while (!to.lost && !to.post.empty() && group_.has_left(*to.post.front())) to.post.pop_front();
}

void Master::dismiss()
{
  dismissed_ = true;
  for (int rank = 1; rank <= n_workers(); ++rank) {
    if (!worker(rank).lost) dismiss(rank);
  }
}

void Master::dismiss(int rank)
{
  if (std::exchange(worker(rank).dismissed, true)) return;
  post(rank, Order{.task = leave, .description = {}});
}

bool Master::listen()
{
  const auto letter = group_.poll(Tag::to_master);
  if (letter) take_in(*letter);
  return letter.has_value();
}

void Master::take_in(const Letter& letter)
{
  const Report report = report_from(letter.text, letter.from);
  auto& sender = worker(letter.from);
  forget_what_has_left(sender);
  switch (report.about) {
    case Report::About::hello:
      sender.process = report.process;
      break;
    case Report::About::goodbye:
      sender.gone = true;
      break;
    case Report::About::outcome:
      std::erase(sender.in_hand, report.outcome.task);
      sender.began = Clock::now();
      record(report.outcome);
      if (sender.lost) welcome_back(letter.from);
      deal_to(letter.from);
      break;
  }
}

void Master::record(const TaskOutcome& outcome)
{
  if (finished_[outcome.task]) return;
  finished_[outcome.task] = true;
  to_deal_.erase(outcome.task);
  guarded([&] {
    if (hooks_.on_finished) hooks_.on_finished(outcome);
  });
  outcomes_.push_back(outcome);
}

void Master::welcome_back(int rank)
{
  worker(rank).lost = false;
  if (dismissed_) dismiss(rank);
}

void Master::look_after_workers()
{
  const auto now = Clock::now();
  if (now - looked_ < between_looks) return;
  looked_ = now;
  for (int rank = 1; rank <= n_workers(); ++rank) {
    const auto& one = worker(rank);
    if (one.lost || one.gone) continue;
    const bool silent = hooks_.patience_s > 0 && !one.in_hand.empty() &&
                        std::chrono::duration<double>(now - one.began).count() > hooks_.patience_s;
    const bool has_ended = base::is_running(one.process) == false;
    if (has_ended || silent) lose(rank, has_ended);
  }
}

void Master::lose(int rank, bool has_ended)
{
  auto& lost = worker(rank);
  lost.lost = true;
  LostRank what{.rank = rank, .process = display(lost.process), .has_ended = has_ended};
  if (!lost.in_hand.empty()) {
    what.task = lost.in_hand.front();
    what.silent_s = std::chrono::duration<double>(Clock::now() - lost.began).count();
  }
  guarded([&] {
    if (!hooks_.on_lost) throw base::IoError(sentence_of(what));
    hooks_.on_lost(what);
  });
  for (const std::size_t task : std::exchange(lost.in_hand, {})) hand_back(task, what);
  refuse_to_work_alone();
  if (failure_) return dismiss();
  deal();
}

void Master::hand_back(std::size_t task, const LostRank& lost)
{
  if (finished_[task]) return;
  if (task == lost.task && ++losses_[task] == losses_allowed) {
    record({.task = task, .failure = lost_twice, .rank = lost.rank});
  } else {
    to_deal_.insert(task);
  }
}

void Master::refuse_to_work_alone()
{
  const bool all_lost = std::ranges::all_of(workers_, &Worker::lost);
  if (all_lost && !to_deal_.empty() && !dismissed_)
    guarded([] { throw base::IoError("no rank is left that could work"); });
}

bool Master::anybody_works() const
{
  return std::ranges::any_of(workers_, [](const Worker& one) { return !one.lost && !one.in_hand.empty(); });
}

bool Master::everybody_left() const
{
  return std::ranges::all_of(workers_, [](const Worker& one) { return (one.gone && one.post.empty()) || one.lost; });
}

bool Master::stop_requested()
{
  bool stop = false;
  guarded([&] { stop = hooks_.stop_requested && hooks_.stop_requested(); });
  return stop || failure_;
}

void Master::guarded(const std::function<void()>& call)
{
  if (!failure_) failure_ = caught_from(call);
}

}  // namespace dmn::parallel
