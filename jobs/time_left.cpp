#include "time_left.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

/// Writing the shard, leaving the loop and saying so take a moment too.
constexpr double reserve_s = 2;

}  // namespace

TimeLimit::TimeLimit(const std::string& end_time, std::chrono::system_clock::time_point now,
                     Clock::time_point steady_now)
{
  const auto end = base::parse_integer(end_time);
  if (!end || *end <= 0) return;
  const auto left = std::chrono::system_clock::from_time_t(static_cast<std::time_t>(*end)) - now;
  end_ = steady_now + std::chrono::duration_cast<Clock::duration>(left);
}

double TimeLimit::seconds_left(Clock::time_point now) const
{
  if (!end_) return std::numeric_limits<double>::infinity();
  return std::chrono::duration<double>(*end_ - now).count();
}

TimeLimit time_limit_of_this_job()
{
  const char* end = std::getenv("SLURM_JOB_END_TIME");
  return {end == nullptr ? "" : end, std::chrono::system_clock::now(), TimeLimit::Clock::now()};
}

void RunTimes::learn(double size, double seconds)
{
  if (size > 0) seconds_per_unit_ = std::max(seconds_per_unit_.value_or(0), seconds / size);
}

std::optional<double> RunTimes::expected_s(double size) const
{
  if (!seconds_per_unit_) return std::nullopt;
  return *seconds_per_unit_ * size;
}

bool fits(double size, double size_ahead, const RunTimes& times, double seconds_left)
{
  const auto expected = times.expected_s(size + size_ahead);
  if (!expected) return size_ahead == 0 && seconds_left > 0;
  return *expected + reserve_s <= seconds_left;
}

}  // namespace dmn::jobs
