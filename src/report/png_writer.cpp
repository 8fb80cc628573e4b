#include "report/png_writer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.hpp"

namespace dmn::report {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_big_endian(Bytes& bytes, std::uint32_t value)
{
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::array<std::uint32_t, 256> crc_table()
{
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < 256; ++n) {
    std::uint32_t c = n;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
    table.at(n) = c;
  }
  return table;
}

std::uint32_t crc(const Bytes& bytes, std::size_t first)
{
  const auto table = crc_table();
  std::uint32_t c = 0xFFFFFFFFU;
  for (std::size_t at = first; at < bytes.size(); ++at) c = table.at((c ^ bytes[at]) & 0xFFU) ^ (c >> 8U);
  return c ^ 0xFFFFFFFFU;
}

std::uint32_t adler(const Bytes& bytes)
{
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const auto byte : bytes) {
    a = (a + byte) % 65521U;
    b = (b + a) % 65521U;
  }
  return b << 16U | a;
}

void put_chunk(Bytes& file, std::string_view name, const Bytes& content)
{
  put_big_endian(file, static_cast<std::uint32_t>(content.size()));
  const std::size_t checked_from = file.size();
  file.insert(file.end(), name.begin(), name.end());
  file.insert(file.end(), content.begin(), content.end());
  put_big_endian(file, crc(file, checked_from));
}

/// zlib (RFC 1950) around stored blocks (RFC 1951).
Bytes stored(const Bytes& content)
{
  constexpr std::size_t largest = 65535;
  Bytes stream{0x78, 0x01};
  for (std::size_t at = 0; at < content.size(); at += largest) {
    const std::size_t size = std::min(largest, content.size() - at);
    const auto low = static_cast<std::uint8_t>(size & 0xFFU);
    const auto high = static_cast<std::uint8_t>(size >> 8U);
    stream.insert(stream.end(), {static_cast<std::uint8_t>(at + size == content.size() ? 1 : 0), low, high,
                                 static_cast<std::uint8_t>(~low), static_cast<std::uint8_t>(~high)});
    const auto begin = content.begin() + static_cast<std::ptrdiff_t>(at);
    stream.insert(stream.end(), begin, begin + static_cast<std::ptrdiff_t>(size));
  }
  put_big_endian(stream, adler(content));
  return stream;
}

void require_whole(const Picture& picture)
{
  const auto cells =
      static_cast<std::size_t>(std::max(0, picture.columns)) * static_cast<std::size_t>(std::max(0, picture.rows));
  if (cells == 0 || cells != picture.cells.size())
    throw base::ShapeError("a picture's cells are not columns x rows",
                           {.expected = std::to_string(cells), .found = std::to_string(picture.cells.size())});
  if (picture.palette.size() > 256 || *std::ranges::max_element(picture.cells) >= picture.palette.size())
    throw base::ShapeError("a picture's cell has no colour in its palette");
}

}  // namespace

std::vector<std::uint8_t> png(const Picture& picture)
{
  require_whole(picture);
  Bytes header;
  put_big_endian(header, static_cast<std::uint32_t>(picture.columns));
  put_big_endian(header, static_cast<std::uint32_t>(picture.rows));
  header.insert(header.end(), {8, 3, 0, 0, 0});
  Bytes palette;
  for (const auto& colour : picture.palette) palette.insert(palette.end(), {colour.red, colour.green, colour.blue});
  Bytes lines;
  for (int row = 0; row < picture.rows; ++row) {
    lines.push_back(0);
    const auto begin = picture.cells.begin() + static_cast<std::ptrdiff_t>(row) * picture.columns;
    lines.insert(lines.end(), begin, begin + picture.columns);
  }

  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  put_chunk(file, "IHDR", header);
  put_chunk(file, "PLTE", palette);
  put_chunk(file, "IDAT", stored(lines));
  put_chunk(file, "IEND", {});
  return file;
}

}  // namespace dmn::report
