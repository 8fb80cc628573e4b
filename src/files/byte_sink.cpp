#include "files/byte_sink.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/error.hpp"

namespace dmn::files {
namespace {

constexpr std::size_t output_bytes = std::size_t{1} << 17;
constexpr std::size_t largest_piece = std::size_t{1} << 30;  // ISA-L counts in 32 bits

}  // namespace

class ByteSink::Impl {
 public:
  Impl(const std::filesystem::path& path, Format format) : path_(path), gzip_(format == Format::gzip)
  {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor_ < 0) refuse("cannot be created");
    if (gzip_) begin_gzip();
  }

  ~Impl()
  {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void write(std::span<const std::byte> bytes)
  {
    if (descriptor_ < 0) throw base::IoError("is closed and cannot be written to", {.file = path_.string()});
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), largest_piece))) {
      const auto piece = bytes.first(std::min(bytes.size(), largest_piece));
      gzip_ ? deflate(piece, false) : write_out(piece);
    }
  }

  void close()
  {
    if (descriptor_ < 0) return;
    if (gzip_) deflate({}, true);
    const int status = ::close(descriptor_);
    descriptor_ = -1;
    if (status != 0) refuse("cannot be closed");
  }

 private:
  void begin_gzip()
  {
    level_buffer_.resize(ISAL_DEF_LVL1_DEFAULT);
    output_.resize(output_bytes);
    stream_ = std::make_unique<isal_zstream>();
    isal_deflate_init(stream_.get());
    stream_->level = 1;
    stream_->level_buf = level_buffer_.data();
    stream_->level_buf_size = static_cast<std::uint32_t>(level_buffer_.size());
    stream_->gzip_flag = IGZIP_GZIP;
  }

  void deflate(std::span<const std::byte> bytes, bool last)
  {
    stream_->next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(bytes.data()));
    stream_->avail_in = static_cast<std::uint32_t>(bytes.size());
    stream_->end_of_stream = last ? 1 : 0;
    do {
      stream_->next_out = reinterpret_cast<std::uint8_t*>(output_.data());
      stream_->avail_out = static_cast<std::uint32_t>(output_.size());
      if (isal_deflate(stream_.get()) != COMP_OK) throw base::IoError("cannot be deflated", {.file = path_.string()});
      write_out(std::span(output_).first(output_.size() - stream_->avail_out));
    } while (stream_->avail_out == 0);
  }

  void write_out(std::span<const std::byte> bytes)
  {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) refuse("cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }

  [[noreturn]] void refuse(const char* what) const
  {
    const std::string reason = std::generic_category().message(errno);
    throw base::IoError(fmt::format("{}: {}", what, reason), {.file = path_.string()});
  }

  std::filesystem::path path_;
  bool gzip_;
  int descriptor_ = -1;
  std::vector<std::uint8_t> level_buffer_;
  std::vector<std::byte> output_;
  std::unique_ptr<isal_zstream> stream_;
};

ByteSink::ByteSink(const std::filesystem::path& path)
    : ByteSink(path, path.extension() == ".gz" ? Format::gzip : Format::plain)
{
}

ByteSink::ByteSink(const std::filesystem::path& path, Format format) : impl_(std::make_unique<Impl>(path, format)) {}
ByteSink::~ByteSink() = default;
ByteSink::ByteSink(ByteSink&&) noexcept = default;
ByteSink& ByteSink::operator=(ByteSink&&) noexcept = default;

void ByteSink::write(std::span<const std::byte> bytes)
{
  impl_->write(bytes);
}
void ByteSink::close()
{
  impl_->close();
}

}  // namespace dmn::files
