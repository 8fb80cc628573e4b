#include "files/gzip_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace dmn::files {
namespace {

constexpr std::uint8_t first_magic_byte = 0x1f;
constexpr std::size_t first_fill_bytes = 8192;                 // all that reading an image header costs
constexpr std::size_t largest_request = std::size_t{1} << 30;  // ISA-L counts in 32 bits

std::uint8_t* bytes_of(std::byte* data)
{
  return reinterpret_cast<std::uint8_t*>(data);
}

}  // namespace

GzipReader::GzipReader(RawFile& file, std::span<const std::byte> begun)
    : file_(file), input_(buffer_bytes), state_(std::make_unique<inflate_state>())
{
  isal_inflate_init(state_.get());
  std::ranges::copy(begun, input_.begin());
  state_->next_in = bytes_of(input_.data());
  state_->avail_in = static_cast<std::uint32_t>(begun.size());
}

std::size_t GzipReader::read(std::span<std::byte> buffer)
{
  output_ = buffer.first(std::min(buffer.size(), largest_request));
  const std::size_t asked = output_.size();
  while (!output_.empty() && !finished_) {
    if (in_member_ || begin_member()) inflate_some();
  }
  return asked - output_.size();
}

bool GzipReader::refill()
{
  if (file_ended_) return false;
  const auto free = std::span(input_).first(first_fill_done_ ? input_.size() : first_fill_bytes);
  const std::size_t count = file_.read(free);
  file_ended_ = count < free.size();
  first_fill_done_ = true;
  state_->next_in = bytes_of(input_.data());
  state_->avail_in = static_cast<std::uint32_t>(count);
  return count > 0;
}

bool GzipReader::begin_member()
{
  if (!first_member_ && !skip_zeros()) {
    finished_ = true;
    return false;
  }
  isal_inflate_reset(state_.get());
  read_member_header();
  state_->crc_flag = ISAL_GZIP_NO_HDR_VER;
  first_member_ = false;
  in_member_ = true;
  return true;
}

// isal_inflate can read the header itself, but forgets its flags when the header straddles two input buffers.
void GzipReader::read_member_header()
{
  isal_gzip_header header;
  isal_gzip_header_init(&header);
  int status = isal_read_gzip_header(state_.get(), &header);
  while (status == ISAL_END_INPUT) {
    if (!refill()) refuse_end();
    status = isal_read_gzip_header(state_.get(), &header);
  }
  if (status != ISAL_DECOMP_OK) refuse_status(status);
}

void GzipReader::inflate_some()
{
  if (state_->avail_in == 0) refill();
  const bool starved = state_->avail_in == 0;
  state_->next_out = bytes_of(output_.data());
  state_->avail_out = static_cast<std::uint32_t>(output_.size());
  const int status = isal_inflate(state_.get());
  const std::size_t count = output_.size() - state_->avail_out;
  output_ = output_.subspan(count);
  inflated_ += count;
  if (status < 0 || status == ISAL_NEED_DICT) refuse_status(status);
  if (state_->block_state == ISAL_BLOCK_FINISH) {
    in_member_ = false;
  } else if (starved && count == 0) {
    refuse_end();
  }
}

bool GzipReader::skip_zeros()
{
  while (true) {
    if (state_->avail_in == 0 && !refill()) return false;
    if (*state_->next_in == first_magic_byte) return true;
    if (*state_->next_in != 0)
      throw base::InputError("bytes that are not gzip follow the end of the gzip data",
                             {.file = file_.path().string()});
    ++state_->next_in;
    --state_->avail_in;
  }
}

void GzipReader::refuse_end() const
{
  throw base::InputError(fmt::format("gzip stream ends after {} bytes of data: the file is truncated", inflated_),
                         {.file = file_.path().string()});
}

void GzipReader::refuse_status(int status) const
{
  const bool checksum = status == ISAL_INCORRECT_CHECKSUM;
  const bool header = status == ISAL_INVALID_WRAPPER || status == ISAL_UNSUPPORTED_METHOD;
  const char* what = checksum ? "checksum or length does not match" : header ? "bad header" : "bad deflate code";
  throw base::InputError(fmt::format("gzip data is corrupt ({}) after {} bytes of data", what, inflated_),
                         {.file = file_.path().string()});
}

}  // namespace dmn::files
