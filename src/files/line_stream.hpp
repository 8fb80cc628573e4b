#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "files/byte_stream.hpp"

namespace dmn::files {

/// The lines of a plain or gzip text file, one after the other, in the memory of the longest line. A line has neither
/// its `\n` nor a `\r` before it; a byte-order mark at the start and empty lines at the end are not there.
class LineStream {
 public:
  /// @throws InputError for what is no file or cannot be opened
  explicit LineStream(const std::filesystem::path& path, std::uint64_t max_bytes = std::uint64_t{1} << 31);

  /// The next line, or false at the end. The view holds until the next call.
  /// @throws InputError naming file and line: a NUL byte, a file above `max_bytes`, a corrupt gzip stream
  bool next(std::string_view& line);
  /// Of the line that `next` gave last, counted from 1.
  std::size_t number() const noexcept { return number_; }

 private:
  bool next_raw(std::string_view& line);
  bool refill();

  std::filesystem::path path_;
  std::uint64_t max_bytes_;
  ByteStream stream_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  ///< of what `next` has not given out
  std::size_t end_ = 0;    ///< of what has been read
  bool ended_ = false;
  std::size_t number_ = 0;
  std::size_t empty_lines_ = 0;    ///< passed since the last line given out, not yet known to be at the end
  std::vector<char> after_empty_;  ///< the line that follows them
};

/// The field before the first separator, which is removed from `line` together with it. At the last field `line`
/// becomes empty and its data() null, so `while (line.data())` visits every field, an empty one at the end too.
std::string_view take_field(std::string_view& line, char separator);

}  // namespace dmn::files
