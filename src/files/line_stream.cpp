#include "files/line_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

#include "base/error.hpp"
#include "files/regular_file.hpp"

namespace dmn::files {
namespace {

using base::InputError;

constexpr std::size_t first_buffer_bytes = std::size_t{1} << 17;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

const std::filesystem::path& checked(const std::filesystem::path& path)
{
  refuse_unless_file(path);
  return path;
}

}  // namespace

LineStream::LineStream(const std::filesystem::path& path, std::uint64_t max_bytes)
    : path_(checked(path)), max_bytes_(max_bytes), stream_(path), buffer_(first_buffer_bytes)
{
  refill();
  if (std::string_view(buffer_.data(), end_).starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
}

bool LineStream::next(std::string_view& line)
{
  ++number_;
  if (empty_lines_ > 0) {
    line = --empty_lines_ > 0 ? std::string_view("") : std::string_view(after_empty_.data(), after_empty_.size());
    return true;
  }
  if (!next_raw(line)) return false;
  if (!line.empty()) return true;
  for (std::size_t n_empty = 1; next_raw(line); ++n_empty) {
    if (line.empty()) continue;
    after_empty_.assign(line.begin(), line.end());
    empty_lines_ = n_empty;
    line = "";
    return true;
  }
  return false;
}

bool LineStream::next_raw(std::string_view& line)
{
  std::size_t searched = begin_;
  const void* newline = nullptr;
  while ((newline = std::memchr(buffer_.data() + searched, '\n', end_ - searched)) == nullptr) {
    searched = end_ - begin_;
    if (!refill()) break;
  }
  if (newline == nullptr && begin_ == end_) return false;
  const std::size_t line_end =
      newline == nullptr ? end_ : static_cast<std::size_t>(static_cast<const char*>(newline) - buffer_.data());
  line = std::string_view(buffer_.data() + begin_, line_end - begin_);
  begin_ = std::min(line_end + 1, end_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find('\0') != std::string_view::npos)
    throw InputError("holds a NUL byte: not a text file", {.file = fmt::format("{}:{}", path_.string(), number_)});
  return true;
}

bool LineStream::refill()
{
  std::copy(buffer_.begin() + std::ptrdiff_t(begin_), buffer_.begin() + std::ptrdiff_t(end_), buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  if (ended_) return false;
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  const auto space = std::as_writable_bytes(std::span(buffer_)).subspan(end_);
  const std::size_t n_read = stream_.read(space);
  ended_ = n_read < space.size();
  end_ += n_read;
  if (stream_.position() > max_bytes_)
    throw InputError("the file is too large",
                     {.file = path_.string(), .expected = fmt::format("at most {} bytes", max_bytes_)});
  return n_read > 0;
}

std::string_view take_field(std::string_view& line, char separator)
{
  const auto end = line.find(separator);
  const auto field = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
  return field;
}

}  // namespace dmn::files
