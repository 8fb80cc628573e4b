#include "found_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using base::IoError;
using base::UsageError;

void nap(double seconds)
{
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

double seconds_of(const struct timespec& time)
{
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// What the file's server takes for now: the time it gives to a new file.
double server_time(const std::filesystem::path& folder)
{
  const auto probe = folder / fmt::format(".clock.{}.0.tmp", text_of(base::this_process()));
  const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  struct stat status = {};
  const bool known = file >= 0 && ::fstat(file, &status) == 0;
  if (file >= 0) ::close(file);
  ::unlink(probe.c_str());
  if (!known) throw IoError("cannot write into the folder", {.file = folder.string()});
  return seconds_of(status.st_mtim);
}

std::string variable(const char* name)
{
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

enum class Processes { unknown, running, ended };

/// What this host knows of the processes of a job. If some ran elsewhere nobody here knows.
Processes state_of(const std::vector<base::ProcessMark>& processes)
{
  if (processes.empty()) return Processes::unknown;
  bool all_known = true;
  for (const auto& process : processes) {
    const auto running = base::is_running(process);
    if (running == true) return Processes::running;
    all_known = all_known && running.has_value();
  }
  return all_known ? Processes::ended : Processes::unknown;
}

/// The other ranks of a killed job end a moment after its master.
Processes settled_state_of(const std::vector<base::ProcessMark>& processes)
{
  constexpr int looks = 80;
  constexpr double between_looks_s = 0.1;
  for (int look = 0; look < looks; ++look) {
    const auto state = state_of(processes);
    const bool master_runs = !processes.empty() && base::is_running(processes.front()) == true;
    if (state != Processes::running || master_runs) return state;
    nap(between_looks_s);
  }
  return Processes::running;
}

std::string output_of(const std::string& command)
{
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  std::array<char, 256> part{};
  while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) text += part.data();
  return text;
}

/// What Slurm says of a job `<cluster>:<number>` of this cluster; empty if it cannot be asked or the job may be alive.
std::string how_slurm_says_it_ended(const std::string& job)
{
  const auto colon = job.rfind(':');
  if (colon == std::string::npos || job.substr(0, colon) != variable("SLURM_CLUSTER_NAME")) return {};
  const auto number = base::parse_integer(job.substr(colon + 1));
  if (!number || *number <= 0) return {};
  const std::string said = output_of(fmt::format("timeout 20 squeue --noheader --format=%T --jobs={} 2>&1", *number));
  constexpr std::array ended = {"BOOT_FAIL", "CANCELLED",     "COMPLETED", "DEADLINE", "FAILED",
                                "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "TIMEOUT"};
  const std::string state(base::trim(said));
  if (std::ranges::find(ended, state) != ended.end()) return state;
  return said.find("Invalid job id") != std::string::npos ? "no longer known" : "";
}

/// True if the lock shows no sign of life for longer than a heartbeat.
bool stays_silent(const FoundLock& found, LockTimes times)
{
  const double watched_s = 1.5 * times.heartbeat_s;
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < watched_s) {
    nap(times.heartbeat_s / 10);
    const auto now = read_lock(found.path);
    if (now && (now->text != found.text || now->age_s < times.patience_s)) return false;
  }
  return true;
}

[[noreturn]] void refuse(const FoundLock& found, LockTimes times)
{
  throw UsageError(
      "another job works in this folder",
      {.file = found.path.parent_path().parent_path().string(),
       .field = "out",
       .expected = fmt::format("no other job; if it has died without a word, this command works {:.0f} s after its "
                               "last sign of life",
                               times.patience_s),
       .found = fmt::format("{}, last sign of life {:.0f} s ago", found.who(), std::max(found.age_s, 0.0))});
}

}  // namespace

std::string FoundLock::who() const
{
  std::string words = owner.processes.empty() ? "unknown process" : display(owner.processes.front());
  if (!owner.job.empty()) words += ", Slurm job " + owner.job;
  return words;
}

std::optional<FoundLock> read_lock(const std::filesystem::path& path)
{
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return std::nullopt;
  if (file < 0)
    throw IoError("cannot read the lock: " + std::generic_category().message(errno), {.file = path.string()});
  std::string content;
  std::array<char, 4096> part{};
  for (ssize_t n = 0; (n = ::read(file, part.data(), part.size())) > 0;)
    content.append(part.data(), static_cast<std::size_t>(n));
  struct stat status = {};
  ::fstat(file, &status);
  ::close(file);
  const double age = server_time(path.parent_path()) - seconds_of(status.st_mtim);
  return FoundLock{.path = path, .text = content, .owner = lock_owner_from(content), .age_s = age};
}

std::string why_abandoned(const FoundLock& found, const LockOwner& mine, LockTimes times)
{
  const auto& theirs = found.owner;
  const bool requeued = !theirs.job.empty() && theirs.job == mine.job && theirs.restarts < mine.restarts;
  if (requeued) return "Slurm has started it again";
  const auto processes = settled_state_of(theirs.processes);
  if (processes == Processes::running) refuse(found, times);
  if (processes == Processes::ended) return "none of its processes runs";
  if (const auto state = how_slurm_says_it_ended(theirs.job); !state.empty()) return "Slurm: " + state;
  if (found.age_s < times.patience_s || !stays_silent(found, times)) refuse(found, times);
  return fmt::format("no sign of life for {:.0f} s", found.age_s);
}

LockOwner owner_of_this_job(std::vector<base::ProcessMark> processes)
{
  LockOwner owner{.processes = std::move(processes)};
  const std::string number = variable("SLURM_JOB_ID");
  if (!number.empty()) owner.job = variable("SLURM_CLUSTER_NAME") + ":" + number;
  owner.restarts = static_cast<long>(base::parse_integer(variable("SLURM_RESTART_COUNT")).value_or(0));
  return owner;
}

std::string text_of(const LockOwner& owner)
{
  std::string text = fmt::format("job {}\nrestarts {}\n", owner.job, owner.restarts);
  for (const auto& process : owner.processes) text += fmt::format("process {}\n", text_of(process));
  return text;
}

LockOwner lock_owner_from(const std::string& text)
{
  LockOwner owner;
  for (const auto& line : base::split(text, '\n')) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string word = line.substr(0, space);
    const std::string value = line.substr(space + 1);
    const auto process = word == "process" ? base::process_mark_from(value) : std::nullopt;
    if (process) owner.processes.push_back(*process);
    if (word == "job") owner.job = value;
    if (word == "restarts") owner.restarts = static_cast<long>(base::parse_integer(value).value_or(0));
  }
  return owner;
}

}  // namespace dmn::jobs
