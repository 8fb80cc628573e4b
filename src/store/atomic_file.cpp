#include "store/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace dmn::store {
namespace {

[[noreturn]] void fail(const std::string& problem, const std::filesystem::path& path)
{
  throw base::IoError(problem + ": " + std::generic_category().message(errno), {.file = path.string()});
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666))
  {
  }
  ~Descriptor()
  {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const noexcept { return descriptor_ >= 0; }
  int get() const noexcept { return descriptor_; }
  /// Some file systems report a full disk only here.
  bool close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

std::filesystem::path folder_of(const std::filesystem::path& path)
{
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// An empty new file `.<name>.<pid>.<counter>.tmp` beside the final one.
std::filesystem::path create_temporary(const std::filesystem::path& final_path)
{
  constexpr int attempts = 1000;
  const std::string stem = "." + final_path.filename().string() + "." + std::to_string(::getpid()) + ".";
  for (int counter = 0; counter < attempts; ++counter) {
    const auto path = folder_of(final_path) / (stem + std::to_string(counter) + ".tmp");
    if (const Descriptor file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW); file.is_open()) return path;
    if (errno != EEXIST) break;
  }
  fail("cannot create a temporary file", final_path);
}

void sync_file(const std::filesystem::path& path)
{
  Descriptor file(path, O_RDONLY | O_NOFOLLOW);
  if (!file.is_open() || ::fsync(file.get()) != 0 || !file.close()) fail("cannot write to disk", path);
}

void sync_folder(const std::filesystem::path& folder)
{
  const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
  if (!descriptor.is_open()) fail("cannot open the folder", folder);
  // EINVAL: this file system has nothing to sync in a folder.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) fail("cannot write the folder to disk", folder);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path final_path) : final_(std::move(final_path))
{
  std::error_code problem;
  std::filesystem::create_directories(folder_of(final_), problem);
  if (problem)
    throw base::IoError("cannot create the folder: " + problem.message(), {.file = folder_of(final_).string()});
  temporary_ = create_temporary(final_);
}

AtomicFile::~AtomicFile()
{
  if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::commit()
{
  sync_file(temporary_);
  if (::rename(temporary_.c_str(), final_.c_str()) != 0) fail("cannot give the finished file its name", final_);
  committed_ = true;
  sync_folder(folder_of(final_));
}

void write_text_atomically(const std::filesystem::path& path, std::string_view text)
{
  AtomicFile file(path);
  Descriptor descriptor(file.temporary_path(), O_WRONLY | O_NOFOLLOW);
  if (!descriptor.is_open()) fail("cannot open for writing", path);
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("cannot write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!descriptor.close()) fail("cannot write", path);
  file.commit();
}

}  // namespace dmn::store
