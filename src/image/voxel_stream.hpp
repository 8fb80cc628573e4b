#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "files/byte_stream.hpp"
#include "image/nifti_header.hpp"

namespace dmn::image {

/// The voxels of an image in file order (first axis fastest, volume after volume), in blocks of whole voxels and in
/// this machine's byte order. Memory is one block, whatever the image's size.
class VoxelStream {
 public:
  /// Blocks begin anew at every volume and hold at most this many bytes: small enough to stay in the processor's cache.
  static constexpr std::size_t block_bytes = std::size_t{1} << 17;
  /// Bytes behind a block that may be read, though they mean nothing: for loads of whole vectors.
  static constexpr std::size_t padding_bytes = 64;

  /// @throws as `read_nifti_header`
  explicit VoxelStream(const std::filesystem::path& path);

  const NiftiHeader& header() const noexcept { return header_; }

  struct Block {
    std::int64_t volume = 0;
    std::int64_t first_voxel = 0;    ///< index in the volume
    std::span<const std::byte> raw;  ///< aligned for any voxel type; valid until the next call

    template <class T>
    std::span<const T> as() const
    {
      return {reinterpret_cast<const T*>(raw.data()), raw.size() / sizeof(T)};
    }
    bool empty() const noexcept { return raw.empty(); }
  };

  /// The next block; an empty one after the last, when the end of the file has been checked too.
  /// @throws InputError naming the file and volume: data that end early or are corrupt, a volume or more behind the
  /// last one
  Block next();

 private:
  void skip_to_data();
  void require_end();
  void turn_bytes(std::span<std::byte> raw) const;
  std::span<std::byte> room() noexcept { return std::span(buffer_).first(block_bytes); }

  std::filesystem::path path_;
  files::ByteStream stream_;
  NiftiHeader header_;
  std::vector<std::byte> buffer_;
  std::uint64_t position_ = 0;  ///< bytes of voxels handed out
};

/// Scaled values of a block as double.
void decode(const NiftiHeader& header, std::span<const std::byte> raw, std::vector<double>& values);

}  // namespace dmn::image
