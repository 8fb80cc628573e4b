#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/process_mark.hpp"

namespace dmn::store {

/// A file that appears whole under its final name or not at all: written under a temporary name in the same folder,
/// then fsync, rename, fsync of the folder. Without commit() the temporary file is removed. What ended processes of
/// this host left behind under the same final name is removed first.
class AtomicFile {
 public:
  /// Makes missing parent folders. @throws IoError
  explicit AtomicFile(std::filesystem::path final_path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::filesystem::path& temporary_path() const noexcept { return temporary_; }
  /// The temporary file must be complete and closed. @throws IoError
  void commit();

 private:
  std::filesystem::path final_;
  std::filesystem::path temporary_;
  bool committed_ = false;
};

/// @throws IoError
void write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// A temporary file of AtomicFile: `.<final name>.<process>.<counter>.tmp`.
struct TemporaryFile {
  std::filesystem::path path;
  std::string final_name;
  base::ProcessMark writer;
};

/// Nothing if the name is not that of a temporary file.
std::optional<TemporaryFile> temporary_file(const std::filesystem::path& path);

/// Removes the temporary files in a folder (not below it) of which `abandoned` says so. A folder that is not there
/// holds none, and a file that another process removes meanwhile is no error. Returns how many were removed.
std::size_t remove_temporary_files(const std::filesystem::path& folder,
                                   const std::function<bool(const TemporaryFile&)>& abandoned);

/// True if the writer ran on this host and has ended.
bool writer_has_ended(const TemporaryFile& file);

}  // namespace dmn::store
