#include "image/voxel_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "image/nifti_parse.hpp"

namespace dmn::image {
namespace {

template <class Word, class Turn>
void turn_words(std::span<std::byte> raw, Turn turn)
{
  auto* words = reinterpret_cast<Word*>(raw.data());
  std::transform(words, words + raw.size() / sizeof(Word), words, turn);
}

}  // namespace

VoxelStream::VoxelStream(const std::filesystem::path& path)
    : path_(path), stream_(path), header_(parse_nifti_header(stream_, path)), buffer_(block_bytes + padding_bytes)
{
  skip_to_data();
}

void VoxelStream::skip_to_data()
{
  while (stream_.position() < header_.data_offset) {
    const std::uint64_t left = header_.data_offset - stream_.position();
    const std::size_t count = stream_.read(room().first(std::min<std::uint64_t>(left, block_bytes)));
    if (count == 0) {
      throw base::InputError("ends before its first volume", {.file = path_.string(),
                                                              .field = "vox_offset",
                                                              .expected = std::to_string(header_.data_offset),
                                                              .found = std::to_string(stream_.position())});
    }
  }
}

VoxelStream::Block VoxelStream::next()
{
  if (position_ == header_.data_bytes()) {
    require_end();
    return {};
  }
  const std::uint64_t volume = position_ / header_.volume_bytes();
  const std::uint64_t begin = position_ % header_.volume_bytes();
  const std::uint64_t size = std::min<std::uint64_t>(header_.volume_bytes() - begin, block_bytes);
  const std::span<std::byte> raw = room().first(size);
  if (stream_.read(raw) != size) {
    throw base::InputError(fmt::format("ends in volume {} (counted from 0)", volume),
                           {.file = path_.string(),
                            .field = "dim[4]",
                            .expected = fmt::format("{} volumes", header_.n_volumes),
                            .found = fmt::format("{} whole volumes", volume)});
  }
  if (header_.swapped) turn_bytes(raw);
  position_ += size;
  return {static_cast<std::int64_t>(volume), static_cast<std::int64_t>(begin) / header_.bytes_per_voxel(), raw};
}

void VoxelStream::require_end()
{
  std::uint64_t behind = 0;
  while (const std::size_t count = stream_.read(room())) {
    behind += count;
    if (behind >= header_.volume_bytes()) {
      throw base::InputError("holds more volumes than its header says", {.file = path_.string(),
                                                                         .field = "dim[4]",
                                                                         .expected = "all volumes of the file",
                                                                         .found = std::to_string(header_.n_volumes)});
    }
  }
}

void VoxelStream::turn_bytes(std::span<std::byte> raw) const
{
  switch (header_.bytes_per_voxel()) {
    case 2:
      return turn_words<std::uint16_t>(raw, [](std::uint16_t word) { return __builtin_bswap16(word); });
    case 4:
      return turn_words<std::uint32_t>(raw, [](std::uint32_t word) { return __builtin_bswap32(word); });
    case 8:
      return turn_words<std::uint64_t>(raw, [](std::uint64_t word) { return __builtin_bswap64(word); });
    default:
      return;
  }
}

void decode(const NiftiHeader& header, std::span<const std::byte> raw, std::vector<double>& values)
{
  with_voxel_type(header.type, [&]<class T>(std::type_identity<T>) {
    values.resize(raw.size() / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
      T voxel{};
      std::memcpy(&voxel, raw.data() + i * sizeof(T), sizeof(T));
      values[i] = header.slope * static_cast<double>(voxel) + header.intercept;
    }
  });
}

}  // namespace dmn::image
