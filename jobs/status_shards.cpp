#include "status_shards.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <string>

#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

using Time = std::chrono::system_clock::time_point;

struct FoundShard {
  std::optional<std::string> config;  ///< fingerprint of the options; nothing if it cannot be read
  FinishedShard finished;
  std::string run;  ///< relative to `--out`
};

std::optional<Time> modification_time(const std::filesystem::path& path)
{
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  const auto since_epoch =
      std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return Time(std::chrono::duration_cast<Time::duration>(since_epoch));
}

double size_of(const bids::Run& run)
{
  return static_cast<double>(run.n_volumes) * static_cast<double>(run.n_voxels);
}

std::string options_of_newest(const std::vector<FoundShard>& found)
{
  const FoundShard* newest = nullptr;
  for (const auto& shard : found) {
    if (shard.config && (newest == nullptr || shard.finished.time > newest->finished.time)) newest = &shard;
  }
  return newest == nullptr ? std::string() : *newest->config;
}

}  // namespace

ShardCount count_shards(const std::filesystem::path& out, const std::vector<bids::Run>& runs)
{
  ShardCount count;
  std::vector<FoundShard> found;
  for (const auto& run : runs) {
    if (!run.usable()) continue;
    const auto relative = store::shard_path(run.id);
    const auto path = out / relative;
    if (const auto time = modification_time(path)) {
      const auto fingerprints = store::read_shard_fingerprints(path);
      found.push_back({fingerprints ? std::optional(fingerprints->config) : std::nullopt,
                       {*time, size_of(run)},
                       relative.string()});
    } else {
      ++count.absent;
      count.size_left += size_of(run);
    }
  }
  const std::string current = options_of_newest(found);
  for (const auto& shard : found) {
    if (shard.config == current) {
      count.finished.push_back(shard.finished);
      count.done_runs.insert(shard.run);
    } else {
      ++(shard.config ? count.stale : count.damaged);
      count.size_left += shard.finished.size;
    }
  }
  count.done = count.finished.size();
  std::ranges::sort(count.finished, {}, &FinishedShard::time);
  return count;
}

}  // namespace dmn::jobs
