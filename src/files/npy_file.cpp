#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/byte_stream.hpp"
#include "files/matrix_file.hpp"
#include "files/regular_file.hpp"

namespace dmn::files {
namespace {

using base::InputError;

static_assert(std::endian::native == std::endian::little, "values are copied as they stand in the file");

constexpr std::size_t preamble_bytes = 8;  // magic, major, minor
constexpr std::size_t longest_header = std::size_t{1} << 16;
constexpr std::size_t chunk_bytes = std::size_t{1} << 20;
constexpr Eigen::Index most_values = Eigen::Index{1} << 40;

struct NpyHeader {
  std::vector<Eigen::Index> shape;
  Eigen::Index n_values = 1;
  std::size_t value_bytes = 8;
};

/// One read of a `.npy` file from its beginning.
class NpyReader {
 public:
  explicit NpyReader(const std::filesystem::path& path) : path_(path), stream_(path) {}

  NpyArray read()
  {
    const NpyHeader header = parse_header(header_text());
    NpyArray array{.shape = header.shape, .values = {}};
    header.value_bytes == sizeof(float) ? append<float>(array.values, header) : append<double>(array.values, header);
    std::byte beyond{};
    if (stream_.read({&beyond, 1}) != 0) throw refusal("more bytes follow than the shape says");
    return array;
  }

 private:
  InputError refusal(const std::string& problem, base::Facts facts = {}) const
  {
    facts.file = path_.string();
    return InputError(problem, facts);
  }

  std::size_t read_number(std::size_t n_bytes)
  {
    std::array<std::byte, 4> bytes{};
    if (stream_.read(std::span(bytes).first(n_bytes)) != n_bytes) throw refusal("ends within the .npy header");
    std::size_t number = 0;
    for (std::size_t i = n_bytes; i-- > 0;) number = number * 256 + std::to_integer<std::size_t>(bytes[i]);
    return number;
  }

  std::string header_text()
  {
    constexpr std::string_view magic = "\x93NUMPY";
    std::array<char, preamble_bytes> preamble{};
    if (stream_.read(std::as_writable_bytes(std::span(preamble))) != preamble_bytes ||
        !std::string_view(preamble.data(), preamble_bytes).starts_with(magic))
      throw refusal("is not a NumPy .npy file");
    const int version = preamble[magic.size()];
    if (version != 1 && version != 2)
      throw refusal("not supported", {.field = "version", .expected = "1 or 2", .found = std::to_string(version)});
    const std::size_t length = read_number(version == 1 ? 2 : 4);
    if (length > longest_header) throw refusal("the .npy header is too long", {.found = std::to_string(length)});
    std::string text(length, '\0');
    if (stream_.read(std::as_writable_bytes(std::span(text))) != length) throw refusal("ends within the .npy header");
    return text;
  }

  /// The text after `'key':` of the header's Python dictionary.
  std::string_view value_of(std::string_view header, std::string_view key) const
  {
    const auto at = header.find(fmt::format("'{}':", key));
    if (at == std::string_view::npos) throw refusal(fmt::format("the .npy header has no '{}'", key));
    return base::trim(header.substr(at + key.size() + 3));
  }

  NpyHeader parse_header(std::string_view text) const
  {
    NpyHeader header;
    header.value_bytes = value_size(value_of(text, "descr"));
    if (!value_of(text, "fortran_order").starts_with("False"))
      throw refusal("not supported", {.field = "fortran_order", .expected = "False (C order)", .found = "True"});
    header.shape = parse_shape(value_of(text, "shape"));
    for (const Eigen::Index length : header.shape) {
      if (length > most_values / std::max<Eigen::Index>(header.n_values, 1)) throw refusal("the shape is too large");
      header.n_values *= length;
    }
    return header;
  }

  std::size_t value_size(std::string_view descr) const
  {
    if (descr.starts_with("'<f4'")) return sizeof(float);
    if (descr.starts_with("'<f8'")) return sizeof(double);
    throw refusal("not supported", {.field = "descr",
                                    .expected = "'<f4' or '<f8' (little-endian floating point)",
                                    .found = std::string(descr.substr(0, descr.find(',')))});
  }

  std::vector<Eigen::Index> parse_shape(std::string_view text) const
  {
    const auto end = text.find(')');
    const std::string found(text.substr(0, std::min(end, text.size()) + 1).substr(0, 60));
    const auto wrong = [&] {
      return refusal("not supported", {.field = "shape", .expected = "one or two dimensions", .found = found});
    };
    if (!text.starts_with('(') || end == std::string_view::npos) throw wrong();
    std::vector<Eigen::Index> shape;
    for (const auto& part : base::split(text.substr(1, end - 1), ',')) {
      if (base::trim(part).empty()) continue;
      const auto length = base::parse_integer(part);
      if (!length || *length < 0) throw wrong();
      shape.push_back(*length);
    }
    if (shape.empty() || shape.size() > 2) throw wrong();
    return shape;
  }

  /// Grows with what the file holds, never with what its header claims.
  template <class Value>
  void append(std::vector<double>& values, const NpyHeader& header)
  {
    const auto n_values = static_cast<std::size_t>(header.n_values);
    std::vector<Value> chunk(std::min(n_values, chunk_bytes / sizeof(Value)));
    while (values.size() < n_values) {
      const auto wanted = std::span(chunk).first(std::min(chunk.size(), n_values - values.size()));
      const std::size_t n_read = stream_.read(std::as_writable_bytes(wanted));
      values.insert(values.end(), wanted.begin(), wanted.begin() + std::ptrdiff_t(n_read / sizeof(Value)));
      if (n_read < wanted.size_bytes())
        throw refusal("holds fewer values than the shape says",
                      {.expected = std::to_string(n_values), .found = std::to_string(values.size())});
    }
  }

  const std::filesystem::path& path_;
  ByteStream stream_;
};

}  // namespace

NpyArray read_npy(const std::filesystem::path& path)
{
  refuse_unless_file(path);
  return NpyReader(path).read();
}

}  // namespace dmn::files
