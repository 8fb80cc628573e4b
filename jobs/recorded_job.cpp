#include "recorded_job.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "base/version.hpp"
#include "file_states.hpp"
#include "methods.hpp"
#include "provenance_record.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;
using Values = std::vector<std::pair<std::string, std::string>>;

/// These make no results, or keep records of their own (`run` is made of jobs).
bool makes_results(const Job& job)
{
  const std::vector<std::string> without = {"simulate", "index", "submit", "status", "verify", "run"};
  return std::ranges::find(without, job.name) == without.end();
}

/// Options that say how a job is done, not what.
bool changes_nothing(const OptionRow& row)
{
  const std::vector<std::string> names = {"config", "out", "log-json", "dry-run", "fresh"};
  return std::ranges::find(names, row.name) != names.end() || row.name.starts_with("run.");
}

bool belongs_to(const OptionRow& row, const std::string& job)
{
  return row.jobs.empty() || std::ranges::find(row.jobs, job) != row.jobs.end();
}

Values resolved_values(const Job& job, const Options& options)
{
  Values values;
  for (const auto& row : option_table()) {
    if (changes_nothing(row) || !belongs_to(row, job.name)) continue;
    const auto given = options.given.find(row.name);
    values.emplace_back(row.name, given == options.given.end() ? row.standard : base::join(given->second, "; "));
  }
  return values;
}

/// Files that options name, and the manifest where folders of images are named.
FileStates inputs_of(const Job& job, const Options& options)
{
  FileStates states;
  for (const auto& row : option_table()) {
    const auto given = options.given.find(row.name);
    if (!row.is_path || given == options.given.end() || changes_nothing(row) || !belongs_to(row, job.name)) continue;
    for (const auto& value : given->second) {
      for (const auto& part : base::split(value, ',')) {
        const fs::path path{std::string(base::trim(part))};
        if (fs::is_regular_file(path)) states[path.string()] = file_state(path);
      }
    }
  }
  return states;
}

/// Results that other jobs have made: what this one may read.
FileStates earlier_results(const Job& job, const fs::path& out)
{
  FileStates states;
  for (const auto& other : all_jobs()) {
    if (other.name == job.name) break;
    const auto recorded = recorded_activity(out, other.name);
    if (!recorded) continue;
    for (const auto& [name, state] : recorded->made) states[name] = state;
  }
  return states;
}

std::string fingerprint_of(const Job& job, const Values& values, const FileStates& used)
{
  std::string text = base::version() + " " + base::revision() + "\n" + job.name + "\n";
  for (const auto& [name, value] : values) text += name + " = " + value + "\n";
  for (const auto& [name, state] : used) text += name + " " + state + "\n";
  return store::sha256_hex(text);
}

FileStates everything_used(const Job& job, const Options& options)
{
  FileStates used = inputs_of(job, options);
  used.merge(earlier_results(job, options.out));
  return used;
}

FileStates made_since(const std::map<std::string, long long>& before, const fs::path& out)
{
  FileStates made;
  for (const auto& [name, time] : result_times(out)) {
    const auto earlier = before.find(name);
    if (earlier == before.end() || earlier->second != time) made[name] = written_state(out / name);
  }
  return made;
}

std::string text_of(Clock::time_point time)
{
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(Clock::to_time_t(time)));
}

}  // namespace

ExitStatus do_recorded(const Job& job, const Options& options, const parallel::Communicator& world)
{
  if (!makes_results(job) || options.dry_run || !options.connectivity.slice.is_whole()) return job.run(options, world);
  const auto before = world.is_master() ? result_times(options.out) : std::map<std::string, long long>{};
  const auto start = Clock::now();
  const ExitStatus status = job.run(options, world);
  if (!world.is_master() || (status != ExitStatus::done && status != ExitStatus::some_excluded)) return status;

  Activity activity{.job = job.name, .started = text_of(start), .ranks = world.size(), .status = status};
  activity.options = resolved_values(job, options);
  activity.used = everything_used(job, options);
  activity.fingerprint = fingerprint_of(job, activity.options, activity.used);
  activity.made = made_since(before, options.out);
  if (fs::exists(options.out / "manifest.tsv"))
    activity.used["manifest.tsv"] = file_state(options.out / "manifest.tsv");
  const auto end = Clock::now();
  activity.ended = text_of(end);
  activity.seconds = std::chrono::duration<double>(end - start).count();
  record_activity(options, activity);
  write_methods(options.out);
  return status;
}

std::optional<ExitStatus> done_before(const Job& job, const Options& options)
{
  const auto recorded = recorded_activity(options.out, job.name);
  if (!recorded || recorded->made.empty() || options.fresh) return std::nullopt;
  if (recorded->fingerprint != fingerprint_of(job, resolved_values(job, options), everything_used(job, options)))
    return std::nullopt;
  const bool unchanged = std::ranges::all_of(recorded->made, [&](const auto& file) {
    return fs::exists(options.out / file.first) && file_state(options.out / file.first) == file.second;
  });
  return unchanged ? std::optional(recorded->status) : std::nullopt;
}

}  // namespace dmn::jobs
