#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace dmn::files {

/// Writes bytes to a file in order, as gzip where the name ends in `.gz` (ISA-L level 1, no time or name inside: the
/// same bytes for the same input). Not atomic; memory is a few fixed buffers.
class ByteSink {
 public:
  enum class Format { plain, gzip };

  /// Replaces a file of that name. @throws IoError when it cannot be created, or is a symbolic link
  explicit ByteSink(const std::filesystem::path& path);
  /// The same whatever the name: for a temporary one.
  ByteSink(const std::filesystem::path& path, Format format);
  /// Without `close` the file is left incomplete.
  ~ByteSink();
  ByteSink(ByteSink&&) noexcept;
  ByteSink& operator=(ByteSink&&) noexcept;

  /// @throws IoError naming the file and the system's reason
  void write(std::span<const std::byte> bytes);

  /// Ends the gzip stream and closes the file; nothing can be written after. @throws IoError
  void close();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::files
