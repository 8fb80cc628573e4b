#include "study_status.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "failure_record.hpp"
#include "output_lock.hpp"
#include "store/cohort_file.hpp"
#include "store/result_file.hpp"
#include "store/shard.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

bool older_than_a_shard(const fs::path& cohort, const ShardCount& shards)
{
  if (shards.finished.empty()) return false;
  const auto written = fs::file_time_type::clock::to_sys(fs::last_write_time(cohort));
  return written < shards.finished.back().time;
}

/// Runs that the manifest calls usable and the cohort file excludes.
std::size_t count_failed(const std::vector<bids::Run>& runs, const stats::Cohort& cohort)
{
  std::set<base::RunId> usable;
  for (const auto& run : runs) {
    if (run.usable()) usable.insert(run.id);
  }
  return static_cast<std::size_t>(
      std::ranges::count_if(cohort.excluded, [&](const auto& excluded) { return usable.contains(excluded.id); }));
}

void look_at_cohort(const fs::path& path, const std::vector<bids::Run>& runs, StudyStatus& status)
{
  if (!fs::exists(path)) return;
  try {
    const store::CohortReader reader(path);
    const auto& cohort = reader.cohort();
    status.n_cohort = cohort.runs.size();
    const std::size_t n_rows = cohort.runs.size() + cohort.excluded.size();
    if (!status.has_manifest) status.n_found = n_rows;
    const bool outdated = status.n_found != n_rows || older_than_a_shard(path, status.shards);
    status.cohort = outdated ? CohortState::outdated : CohortState::complete;
    if (outdated) return;
    status.excluded = cohort.excluded;
    status.n_failed = count_failed(runs, cohort);
  } catch (const base::Error&) {
    status.cohort = CohortState::unreadable;
  }
}

/// What the record of failures says of runs that no complete cohort file tells of. A record of a run whose shard says
/// otherwise is out of date.
void look_at_failures(const fs::path& out, const std::vector<bids::Run>& runs, StudyStatus& status)
{
  if (status.cohort == CohortState::complete) return;
  std::map<std::string, const bids::Run*> usable;
  for (const auto& run : runs) {
    if (run.usable()) usable[store::shard_path(run.id).string()] = &run;
  }
  for (const auto& failure : recorded_failures(state_folder(out))) {
    const auto found = usable.find(failure.run);
    if (found == usable.end() || failure.has_shard != status.shards.done_runs.contains(failure.run)) continue;
    const bids::Run& run = *found->second;
    usable.erase(found);
    status.excluded.push_back({run.id, failure.reason, run.site, run.group});
    ++status.n_failed;
    if (failure.has_shard) continue;
    ++status.n_failed_left;
    status.shards.size_left -= static_cast<double>(run.n_volumes) * static_cast<double>(run.n_voxels);
  }
  std::ranges::sort(status.excluded, {}, &base::Exclusion::id);
}

std::set<std::string> asked_contrasts(const Options& options)
{
  std::set<std::string> names;
  for (const auto& contrast : options.group.contrasts)
    names.emplace(base::trim(std::string_view(contrast).substr(0, contrast.find(':'))));
  return names;
}

std::optional<int> relabellings_done(const fs::path& file)
{
  try {
    return static_cast<int>(store::read_numbers(file, "/n_done")[0]);
  } catch (const base::Error&) {
    return std::nullopt;
  }
}

void look_at_group(const Options& options, StudyStatus& status)
{
  const fs::path folder = options.out / "group";
  std::set<std::string> names = asked_contrasts(options);
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const auto name = entry.path().filename().string();
      if (fs::exists(entry.path() / "result.h5")) names.insert(name);
      if (!name.starts_with("unfinished_") || entry.path().extension() != ".h5") continue;
      status.permutations.push_back({"group/" + name, relabellings_done(entry.path())});
    }
  }
  for (const auto& name : names) status.contrasts.push_back({name, fs::exists(folder / name / "result.h5")});
  std::ranges::sort(status.permutations, {}, &UnfinishedPermutations::file);
}

}  // namespace

std::string words(CohortState state)
{
  switch (state) {
    case CohortState::absent:
      return "absent";
    case CohortState::outdated:
      return "outdated";
    case CohortState::unreadable:
      return "unreadable";
    case CohortState::complete:
      return "complete";
  }
  throw base::ShapeError("no such state of a cohort file");
}

bool StudyStatus::is_empty() const noexcept
{
  return !has_manifest && cohort == CohortState::absent && permutations.empty() &&
         std::ranges::none_of(contrasts, &ContrastStatus::complete);
}

bool StudyStatus::is_finished() const noexcept
{
  const bool cohort_done = cohort == CohortState::complete || (cohort == CohortState::absent && !has_manifest);
  return cohort_done && permutations.empty() && std::ranges::all_of(contrasts, &ContrastStatus::complete);
}

ExitStatus StudyStatus::exit_status() const noexcept
{
  if (is_empty()) return ExitStatus::nothing;
  if (!is_finished()) return ExitStatus::stopped;
  return excluded.empty() ? ExitStatus::done : ExitStatus::some_excluded;
}

StudyStatus look_at_study(const Options& options)
{
  if (!fs::is_directory(options.out))
    throw base::UsageError("not a folder", {.file = options.out.string(), .field = "out"});
  StudyStatus status;
  std::vector<bids::Run> runs;
  const auto manifest = options.out / "manifest.tsv";
  status.has_manifest = fs::exists(manifest);
  if (status.has_manifest) runs = bids::read_manifest(manifest);
  status.n_found = runs.size();
  for (const auto& run : runs) {
    if (!run.usable()) status.excluded.push_back({run.id, run.reason, run.site, run.group});
  }
  status.n_unusable = status.excluded.size();
  status.shards = count_shards(options.out, runs);
  look_at_cohort(options.out / "cohort.h5", runs, status);
  look_at_failures(options.out, runs, status);
  look_at_group(options, status);
  status.jobs = read_submitted_jobs(options.out);
  if (!status.shards.finished.empty() && status.n_left() > 0)
    status.forecast = forecast(status.shards.finished, status.shards.size_left, std::chrono::system_clock::now());
  return status;
}

}  // namespace dmn::jobs
