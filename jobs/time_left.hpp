#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dmn::jobs {

/// The moment at which the job will be ended from outside, on a clock that no one can set.
class TimeLimit {
 public:
  using Clock = std::chrono::steady_clock;

  TimeLimit() = default;
  /// @param end_time  `SLURM_JOB_END_TIME`: seconds since 1970; empty or no number: no limit
  TimeLimit(const std::string& end_time, std::chrono::system_clock::time_point now, Clock::time_point steady_now);

  bool known() const noexcept { return end_.has_value(); }
  /// Seconds from `now` to the end; infinite without a limit.
  double seconds_left(Clock::time_point now) const;

 private:
  std::optional<Clock::time_point> end_;
};

/// The limit of the Slurm job this process belongs to.
TimeLimit time_limit_of_this_job();

/// How long runs take, learnt from those that are finished: the slowest rate seen, so that what is expected to fit
/// fits.
class RunTimes {
 public:
  /// @param size  voxels x volumes
  void learn(double size, double seconds);
  /// Nothing before the first run is finished.
  std::optional<double> expected_s(double size) const;

 private:
  std::optional<double> seconds_per_unit_;
};

/// Whether a run should be started on a rank that works on another one first (0: on none).
/// Before the first run is finished nothing is known: it may start, but is not queued.
bool fits(double size, double size_ahead, const RunTimes& times, double seconds_left);

}  // namespace dmn::jobs
