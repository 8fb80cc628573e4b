#include "output_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "base/error.hpp"
#include "found_lock.hpp"

namespace dmn::jobs {
namespace {

using base::IoError;

constexpr const char* lock_prefix = "lock-";

[[noreturn]] void fail(const std::string& problem, const std::filesystem::path& path)
{
  throw IoError(problem + ": " + std::generic_category().message(errno), {.file = path.string()});
}

/// A file of this process, written whole; it stays open, so that its modification time can be set without its name.
int written_file(const std::filesystem::path& path, const std::string& text)
{
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file < 0) fail("cannot write into the folder", path);
  if (::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return file;
  const int why = errno;
  ::close(file);
  ::unlink(path.c_str());
  errno = why;
  fail("cannot write into the folder", path);
}

bool same_file(const struct stat& a, const struct stat& b)
{
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

class OutputLock::Impl {
 public:
  Impl(const std::filesystem::path& out, const std::string& scope, const LockOwner& owner, LockTimes times)
      : folder_(state_folder(out)), path_(folder_ / (lock_prefix + scope)), owner_(owner), times_(times)
  {
    make_folder();
    file_ = written_file(own_name("0"), text_of(owner));
    try {
      acquire(scope);
    } catch (...) {
      release();
      throw;
    }
    heart_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
  }

  ~Impl()
  {
    heart_.request_stop();
    if (heart_.joinable()) heart_.join();
    release();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::string& remark() const noexcept { return remark_; }
  bool lost() const noexcept { return lost_; }

 private:
  void make_folder() const
  {
    std::error_code problem;
    std::filesystem::create_directories(folder_, problem);
    if (problem) throw IoError("cannot make the folder: " + problem.message(), {.file = folder_.string()});
    if (std::filesystem::is_symlink(folder_))
      throw IoError("this must be a folder and is a link", {.file = folder_.string()});
  }

  /// Named like every temporary file: who is killed here leaves what the next job removes.
  std::filesystem::path own_name(const std::string& counter) const
  {
    return folder_ / fmt::format(".{}.{}.{}.tmp", path_.filename().string(), text_of(base::this_process()), counter);
  }

  void acquire(const std::string& scope)
  {
    while (::link(own_name("0").c_str(), path_.c_str()) != 0) {
      if (errno != EEXIST) fail("cannot make a lock, which needs a file system with hard links", path_);
      remove_if_abandoned(path_);
    }
    ::unlink(own_name("0").c_str());
    for (const auto& other : conflicting_locks(scope)) remove_if_abandoned(other);
  }

  /// Locks of other scopes that exclude this one: the whole folder excludes its parts.
  std::vector<std::filesystem::path> conflicting_locks(const std::string& scope) const
  {
    std::vector<std::filesystem::path> others;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with(lock_prefix) || entry.path() == path_) continue;
      if (scope == OutputLock::whole || name == std::string(lock_prefix) + OutputLock::whole)
        others.push_back(entry.path());
    }
    std::ranges::sort(others);
    return others;
  }

  /// Removes a lock if its job has ended; else refuses. A lock that goes meanwhile is fine.
  void remove_if_abandoned(const std::filesystem::path& lock)
  {
    const auto found = read_lock(lock);
    if (!found) return;
    const std::string why = why_abandoned(*found, owner_, times_);
    const auto aside = own_name("1");
    if (::rename(lock.c_str(), aside.c_str()) != 0) {
      if (errno == ENOENT) return;
      fail("cannot take the lock over", lock);
    }
    const auto taken = read_lock(aside);
    const bool was_another = taken && taken->text != found->text;
    if (was_another) static_cast<void>(::link(aside.c_str(), lock.c_str()));
    ::unlink(aside.c_str());
    if (!was_another) remark_ = fmt::format("took over the folder of a job that has ended: {} ({})", found->who(), why);
  }

  void beat(const std::stop_token& stop)
  {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock guard(mutex);
    const auto pause = std::chrono::duration<double>(times_.heartbeat_s);
    while (!wake.wait_for(guard, stop, pause, [&] { return stop.stop_requested(); })) {
      if (!is_mine()) lost_ = true;
      ::futimens(file_, nullptr);
    }
  }

  bool is_mine() const
  {
    struct stat mine = {};
    struct stat there = {};
    if (::fstat(file_, &mine) != 0 || ::stat(path_.c_str(), &there) != 0) return errno != ENOENT && errno != ESTALE;
    return same_file(mine, there);
  }

  void release()
  {
    if (is_mine()) ::unlink(path_.c_str());
    ::unlink(own_name("0").c_str());
    ::close(file_);
    ::rmdir(folder_.c_str());
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
  LockOwner owner_;
  LockTimes times_;
  int file_ = -1;
  std::string remark_;
  std::atomic<bool> lost_{false};
  std::jthread heart_;
};

OutputLock::OutputLock(const std::filesystem::path& out, const std::string& scope, const LockOwner& owner,
                       LockTimes times)
    : impl_(std::make_unique<Impl>(out, scope, owner, times))
{
}

OutputLock::~OutputLock() = default;

const std::string& OutputLock::remark() const noexcept
{
  return impl_->remark();
}

bool OutputLock::lost() const noexcept
{
  return impl_->lost();
}

std::string scope_of(const Slice& slice)
{
  return slice.is_whole() ? OutputLock::whole : fmt::format("{}-of-{}", slice.number, slice.of);
}

std::filesystem::path state_folder(const std::filesystem::path& out)
{
  return out / ".dmn-cohort";
}

}  // namespace dmn::jobs
