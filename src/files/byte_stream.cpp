#include "files/byte_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "files/gzip_reader.hpp"
#include "files/raw_file.hpp"

namespace dmn::files {

class ByteStream::Impl {
 public:
  explicit Impl(const std::filesystem::path& path) : file_(path), n_begun_(file_.read(begun_))
  {
    const bool gzip = n_begun_ == begun_.size() && begun_[0] == std::byte{0x1f} && begun_[1] == std::byte{0x8b};
    if (gzip) gzip_.emplace(file_, std::span(begun_));
  }

  std::size_t read(std::span<std::byte> buffer)
  {
    const std::size_t count = gzip_ ? read_gzip(buffer) : read_plain(buffer);
    position_ += count;
    return count;
  }

  std::uint64_t position() const noexcept { return position_; }
  bool is_gzip() const noexcept { return gzip_.has_value(); }

 private:
  std::size_t read_gzip(std::span<std::byte> buffer)
  {
    std::size_t total = 0;
    while (total < buffer.size()) {
      const std::size_t count = gzip_->read(buffer.subspan(total));
      if (count == 0) break;
      total += count;
    }
    return total;
  }

  std::size_t read_plain(std::span<std::byte> buffer)
  {
    const std::size_t from_begun = std::min(buffer.size(), n_begun_ - n_taken_);
    std::copy_n(begun_.begin() + static_cast<std::ptrdiff_t>(n_taken_), from_begun, buffer.begin());
    n_taken_ += from_begun;
    return from_begun + file_.read(buffer.subspan(from_begun));
  }

  RawFile file_;
  std::array<std::byte, 2> begun_{};
  std::size_t n_begun_ = 0;
  std::size_t n_taken_ = 0;
  std::optional<GzipReader> gzip_;
  std::uint64_t position_ = 0;
};

ByteStream::ByteStream(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;

std::size_t ByteStream::read(std::span<std::byte> buffer)
{
  return impl_->read(buffer);
}
std::uint64_t ByteStream::position() const noexcept
{
  return impl_->position();
}
bool ByteStream::is_gzip() const noexcept
{
  return impl_->is_gzip();
}

}  // namespace dmn::files
