#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace dmn::files {

/// The bytes of a file in order, inflated on the fly if it is gzip (told by its first bytes, never by its name; several
/// members in a row are one stream, zero bytes may follow the last). Memory is a few fixed buffers, whatever the file's
/// size. The checksum and length of a member are checked when the reader passes its end: read until 0 to have checked
/// them all.
class ByteStream {
 public:
  /// @throws InputError when the file cannot be opened
  explicit ByteStream(const std::filesystem::path& path);
  ~ByteStream();
  ByteStream(ByteStream&&) noexcept;
  ByteStream& operator=(ByteStream&&) noexcept;

  /// The next bytes, at most `buffer.size()`; fewer only at the end, 0 once it is reached.
  /// @throws InputError naming the file for a truncated or corrupt gzip stream (checksum and length are checked) or a
  /// read error
  std::size_t read(std::span<std::byte> buffer);

  /// Bytes handed out so far.
  std::uint64_t position() const noexcept;
  bool is_gzip() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dmn::files
