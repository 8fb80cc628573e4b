#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "files/byte_sink.hpp"

namespace dmn::test {

/// A NIfTI image put together byte by byte from the standard's table of offsets, independently of the program.
struct NiftiBytes {
  int version = 1;
  bool big_endian = false;
  std::array<std::int64_t, 8> dim{4, 2, 2, 2, 3, 1, 1, 1};
  int datatype = 4;
  int bitpix = 16;
  std::array<double, 8> pixdim{1, 2, 2, 2, 2, 0, 0, 0};
  double offset = 0;  ///< 0: right behind the header
  double slope = 1;
  double intercept = 0;
  int units = 2 | 8;
  int sform_code = 4;
  int qform_code = 0;
  std::array<double, 12> srow{2, 0, 0, -1, 0, 2, 0, -1, 0, 0, 2, -1};
  std::array<double, 6> qform{0, 0, 0, -1, -1, -1};  ///< quaternion b c d, offset x y z
  std::string magic = "n+1";
  std::vector<double> raw;  ///< voxels in file order

  std::string bytes() const
  {
    std::string text(version == 1 ? 352 : 544, '\0');
    version == 1 ? put_header_1(text) : put_header_2(text);
    if (offset > 0) text.resize(static_cast<std::size_t>(offset), '\7');
    for (const double value : raw) append_voxel(text, value);
    return text;
  }

 private:
  template <class T>
  void put(std::string& text, std::size_t at, double value) const
  {
    put_bytes(text, at, static_cast<T>(value));
  }

  template <class T>
  void put_bytes(std::string& text, std::size_t at, T value) const
  {
    char piece[sizeof(T)];
    std::memcpy(piece, &value, sizeof value);
    if (big_endian) std::reverse(std::begin(piece), std::end(piece));
    text.replace(at, sizeof value, piece, sizeof value);
  }

  template <class T>
  void append(std::string& text, double value) const
  {
    text.append(sizeof(T), '\0');
    put<T>(text, text.size() - sizeof(T), value);
  }

  void append_voxel(std::string& text, double value) const
  {
    switch (datatype) {
      case 2:
        return append<std::uint8_t>(text, value);
      case 4:
        return append<std::int16_t>(text, value);
      case 8:
        return append<std::int32_t>(text, value);
      case 16:
        return append<float>(text, value);
      case 256:
        return append<std::int8_t>(text, value);
      case 512:
        return append<std::uint16_t>(text, value);
      case 768:
        return append<std::uint32_t>(text, value);
      case 1024:
        return append<std::int64_t>(text, value);
      case 1280:
        return append<std::uint64_t>(text, value);
      default:
        return append<double>(text, value);
    }
  }

  void put_header_1(std::string& text) const
  {
    put<std::int32_t>(text, 0, 348);
    for (std::size_t i = 0; i < 8; ++i) put<std::int16_t>(text, 40 + 2 * i, static_cast<double>(dim[i]));
    put<std::int16_t>(text, 70, datatype);
    put<std::int16_t>(text, 72, bitpix);
    for (std::size_t i = 0; i < 8; ++i) put<float>(text, 76 + 4 * i, pixdim[i]);
    put<float>(text, 108, offset > 0 ? offset : 352);
    put<float>(text, 112, slope);
    put<float>(text, 116, intercept);
    text[123] = static_cast<char>(units);
    put<std::int16_t>(text, 252, qform_code);
    put<std::int16_t>(text, 254, sform_code);
    for (std::size_t i = 0; i < 6; ++i) put<float>(text, 256 + 4 * i, qform[i]);
    for (std::size_t i = 0; i < 12; ++i) put<float>(text, 280 + 4 * i, srow[i]);
    text.replace(344, magic.size(), magic);
  }

  void put_header_2(std::string& text) const
  {
    put<std::int32_t>(text, 0, 540);
    text.replace(4, 8, std::string("n+2\0\r\n\032\n", 8));
    put<std::int16_t>(text, 12, datatype);
    put<std::int16_t>(text, 14, bitpix);
    for (std::size_t i = 0; i < 8; ++i) put_bytes<std::int64_t>(text, 16 + 8 * i, dim[i]);
    for (std::size_t i = 0; i < 8; ++i) put<double>(text, 104 + 8 * i, pixdim[i]);
    put_bytes<std::int64_t>(text, 168, offset > 0 ? static_cast<std::int64_t>(offset) : 544);
    put<double>(text, 176, slope);
    put<double>(text, 184, intercept);
    put<std::int32_t>(text, 344, qform_code);
    put<std::int32_t>(text, 348, sform_code);
    for (std::size_t i = 0; i < 6; ++i) put<double>(text, 352 + 8 * i, qform[i]);
    for (std::size_t i = 0; i < 12; ++i) put<double>(text, 400 + 8 * i, srow[i]);
    put<std::int32_t>(text, 500, units);
  }
};

/// Bits of a voxel of a NIfTI data type code.
inline int bits_of(int datatype)
{
  switch (datatype) {
    case 2:
    case 256:
      return 8;
    case 4:
    case 512:
      return 16;
    case 8:
    case 16:
    case 768:
      return 32;
    default:
      return 64;
  }
}

inline std::filesystem::path write_bytes(const std::filesystem::path& path, const std::string& bytes)
{
  files::ByteSink sink(path);
  sink.write(std::as_bytes(std::span(bytes)));
  sink.close();
  return path;
}

}  // namespace dmn::test
