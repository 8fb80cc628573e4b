#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dmn::store {

/// A file that appears whole under its final name or not at all: written under a temporary name in the same folder,
/// then fsync, rename, fsync of the folder. Without commit() the temporary file is removed.
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

}  // namespace dmn::store
