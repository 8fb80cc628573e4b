#pragma once

#include <isa-l/igzip_lib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "files/raw_file.hpp"

namespace dmn::files {

/// Inflates the members of a gzip file one after the other, straight into the caller's buffer (ISA-L; RFC 1952).
/// Of each member the header, the checksum and the length are verified.
class GzipReader {
 public:
  /// @param file    stands right after `begun`
  /// @param begun   the first bytes of the file, already read from it; at most `buffer_bytes`
  GzipReader(RawFile& file, std::span<const std::byte> begun);

  /// The next inflated bytes; fewer than asked for only at the end of the last member.
  /// @throws InputError: stream ends early, corrupt data, wrong checksum or length, bytes other than zero after the
  /// last member
  std::size_t read(std::span<std::byte> buffer);

  static constexpr std::size_t buffer_bytes = std::size_t{1} << 18;

 private:
  bool refill();
  bool begin_member();
  void read_member_header();
  void inflate_some();
  bool skip_zeros();
  [[noreturn]] void refuse_status(int status) const;
  [[noreturn]] void refuse_end() const;

  RawFile& file_;
  std::vector<std::byte> input_;
  std::unique_ptr<inflate_state> state_;
  std::span<std::byte> output_;
  std::uint64_t inflated_ = 0;
  bool first_fill_done_ = false;
  bool file_ended_ = false;
  bool in_member_ = false;
  bool first_member_ = true;
  bool finished_ = false;
};

}  // namespace dmn::files
