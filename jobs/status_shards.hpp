#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "bids/manifest.hpp"

namespace dmn::jobs {

/// A run whose shard is on disk: when it took its final name, and how large the run is (volumes x voxels).
struct FinishedShard {
  std::chrono::system_clock::time_point time;
  double size = 0;
};

/// The shards of a manifest's usable runs as they lie on disk; the four counts add up to those runs.
struct ShardCount {
  std::size_t done = 0;     ///< complete, with the options of the newest shard
  std::size_t stale = 0;    ///< complete, but of other options: the next `connectivity` computes them again
  std::size_t damaged = 0;  ///< a file stands under the final name that is no readable shard
  std::size_t absent = 0;
  std::vector<FinishedShard> finished;  ///< those done, oldest first
  std::set<std::string> done_runs;      ///< their paths relative to `--out`
  double size_left = 0;                 ///< volumes x voxels of all that are not done

  std::size_t left() const noexcept { return stale + damaged + absent; }
};

/// Reads nothing but the fingerprints of each shard. Whether input files changed since is not looked at.
/// @param out  the folder of `--out`
ShardCount count_shards(const std::filesystem::path& out, const std::vector<bids::Run>& runs);

}  // namespace dmn::jobs
