#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace dmn::files {

/// An open file descriptor for reading from the beginning to the end, closed on destruction.
class RawFile {
 public:
  /// @throws InputError for a path that is not there, cannot be opened, or is no file
  explicit RawFile(const std::filesystem::path& path);
  ~RawFile();
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  /// The next bytes as they lie in the file; fewer than asked for only at the end.
  /// @throws InputError naming the file and the system's reason
  std::size_t read(std::span<std::byte> buffer);

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace dmn::files
