#include "status_forecast.hpp"

#include <algorithm>
#include <cstddef>

namespace dmn::jobs {
namespace {

using Seconds = std::chrono::duration<double>;
using Shards = std::vector<FinishedShard>;

constexpr std::size_t most_shards = 64;
constexpr double usual_gaps_of_a_pause = 20;
constexpr Seconds shortest_pause{60};

/// A silence at least this long is a pause, not the usual time between shards.
Seconds pause_of(const Shards& shards)
{
  std::vector<Seconds> gaps;
  for (std::size_t i = 1; i < shards.size(); ++i) gaps.emplace_back(shards[i].time - shards[i - 1].time);
  if (gaps.empty()) return shortest_pause;
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::ranges::nth_element(gaps, middle);
  return std::max(shortest_pause, usual_gaps_of_a_pause * *middle);
}

Shards after_last_pause(const Shards& shards, Seconds pause)
{
  std::size_t first = shards.size() - 1;
  while (first > 0 && shards[first].time - shards[first - 1].time < pause) --first;
  return {shards.begin() + static_cast<std::ptrdiff_t>(first), shards.end()};
}

}  // namespace

Forecast forecast(const std::vector<FinishedShard>& finished, double size_left,
                  std::chrono::system_clock::time_point now)
{
  const std::size_t n = std::min(finished.size(), most_shards);
  const Shards last(finished.end() - static_cast<std::ptrdiff_t>(n), finished.end());
  const Seconds pause = pause_of(last);
  const Shards recent = after_last_pause(last, pause);

  const Seconds silence = std::max<Seconds>(now - last.back().time, Seconds(0));
  Forecast result{.silence = silence, .moving = silence < pause, .runs_per_second = {}, .left = {}};
  const Seconds span = recent.back().time - recent.front().time;
  if (span.count() <= 0) return result;
  result.runs_per_second = static_cast<double>(recent.size() - 1) / span.count();
  double size = 0;
  for (std::size_t i = 1; i < recent.size(); ++i) size += recent[i].size;
  if (result.moving && size > 0) result.left = std::max(Seconds(size_left / size * span.count()) - silence, Seconds(0));
  return result;
}

}  // namespace dmn::jobs
