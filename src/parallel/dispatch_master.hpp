#pragma once

#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "parallel/dispatch.hpp"
#include "parallel/dispatch_letters.hpp"
#include "parallel/mpi_group.hpp"

namespace dmn::parallel {

/// The master's part of dispatch(): deals, listens and looks after the ranks until every rank has left or is lost.
class Master {
 public:
  Master(const Communicator::Impl& group, std::size_t n_tasks, const std::function<std::string(std::size_t)>& describe,
         const DispatchHooks& hooks);

  void run();

  std::vector<TaskOutcome> take_outcomes();
  const std::exception_ptr& failure() const noexcept { return failure_; }
  bool has_lost_ranks() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  struct Worker {
    base::ProcessMark process = {};
    std::deque<std::size_t> in_hand = {};           ///< running first, then queued
    std::deque<std::unique_ptr<Posted>> post = {};  ///< letters that have not left yet
    Clock::time_point began = {};                   ///< when the first of them was begun
    bool lost = false;
    bool dismissed = false;
    bool gone = false;
  };

  Worker& worker(int rank) { return workers_[static_cast<std::size_t>(rank) - 1]; }
  int n_workers() const noexcept { return static_cast<int>(workers_.size()); }

  void deal();
  bool deal_to(int rank);
  std::optional<std::size_t> take_task_for(const Worker& worker);
  void post(int rank, const Order& order);
  void forget_what_has_left();
  void forget_what_has_left(Worker& to);
  void dismiss();
  void dismiss(int rank);

  bool listen();
  void take_in(const Letter& letter);
  void record(const TaskOutcome& outcome);
  void welcome_back(int rank);

  void look_after_workers();
  void lose(int rank, bool has_ended);
  void hand_back(std::size_t task, const LostRank& lost);
  void refuse_to_work_alone();

  bool anybody_works() const;
  bool everybody_left() const;
  bool stop_requested();
  void guarded(const std::function<void()>& call);

  const Communicator::Impl& group_;
  const std::function<std::string(std::size_t)>& describe_;
  const DispatchHooks& hooks_;
  std::vector<Worker> workers_;  ///< of ranks 1, 2, ...
  std::set<std::size_t> to_deal_;
  std::vector<bool> finished_;  ///< tasks that have an outcome
  std::vector<int> losses_;     ///< tasks: how many ranks were lost with it
  std::vector<TaskOutcome> outcomes_;
  std::exception_ptr failure_;
  bool dismissed_ = false;
  Clock::time_point looked_ = Clock::now();
};

}  // namespace dmn::parallel
