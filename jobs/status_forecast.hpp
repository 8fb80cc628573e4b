#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "status_shards.hpp"

namespace dmn::jobs {

/// What the times of the last shards say about the rest.
struct Forecast {
  std::chrono::duration<double> silence;  ///< since the last shard
  bool moving = false;                    ///< false after a silence much longer than those between shards
  std::optional<double> runs_per_second;  ///< of the last shards, pauses left out; nothing from fewer than two
  std::optional<std::chrono::duration<double>> left;  ///< until the last run, at that speed by size; only if moving
};

/// Speed is size (volumes x voxels) per second over the last 64 shards after the last pause: large runs come first, so
/// runs per second alone would promise too late an end. A pause is a gap of a minute and of 20 usual gaps.
/// @param finished   oldest first; must not be empty
/// @param size_left  volumes x voxels
Forecast forecast(const std::vector<FinishedShard>& finished, double size_left,
                  std::chrono::system_clock::time_point now);

}  // namespace dmn::jobs
