#include "store/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

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

constexpr std::string_view temporary_ending = ".tmp";

/// An empty new file `.<name>.<process>.<counter>.tmp` beside the final one.
std::filesystem::path create_temporary(const std::filesystem::path& final_path)
{
  constexpr int attempts = 1000;
  const std::string stem = "." + final_path.filename().string() + "." + text_of(base::this_process()) + ".";
  for (int counter = 0; counter < attempts; ++counter) {
    const auto path = folder_of(final_path) / (stem + std::to_string(counter) + std::string(temporary_ending));
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
  remove_temporary_files(folder_of(final_), [name = final_.filename().string()](const TemporaryFile& file) {
    return file.final_name == name && writer_has_ended(file);
  });
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

std::optional<TemporaryFile> temporary_file(const std::filesystem::path& path)
{
  std::string name = path.filename().string();
  if (!name.starts_with('.') || !name.ends_with(temporary_ending)) return std::nullopt;
  name = name.substr(1, name.size() - 1 - temporary_ending.size());
  const auto before_counter = name.rfind('.');
  if (before_counter == std::string::npos || before_counter == 0) return std::nullopt;
  const auto before_writer = name.rfind('.', before_counter - 1);
  if (before_writer == std::string::npos || before_writer == 0) return std::nullopt;
  const auto writer =
      base::process_mark_from(std::string_view(name).substr(before_writer + 1, before_counter - before_writer - 1));
  if (!writer || !base::parse_integer(std::string_view(name).substr(before_counter + 1))) return std::nullopt;
  return TemporaryFile{path, name.substr(0, before_writer), *writer};
}

std::size_t remove_temporary_files(const std::filesystem::path& folder,
                                   const std::function<bool(const TemporaryFile&)>& abandoned)
{
  std::size_t removed = 0;
  std::error_code problem;
  std::filesystem::directory_iterator entry(folder, problem);
  while (!problem && entry != std::filesystem::directory_iterator()) {
    const auto file = temporary_file(entry->path());
    if (file && abandoned(*file) && ::unlink(file->path.c_str()) == 0) ++removed;
    entry.increment(problem);
  }
  return removed;
}

bool writer_has_ended(const TemporaryFile& file)
{
  return base::is_running(file.writer) == false;
}

}  // namespace dmn::store
