#include "files/delimited.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/byte_stream.hpp"
#include "files/line_stream.hpp"
#include "files/regular_file.hpp"

namespace dmn::files {
namespace {

using base::InputError;

constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
constexpr std::size_t shown_names = 12;

std::string at_line(const std::filesystem::path& path, std::size_t line)
{
  return fmt::format("{}:{}", path.string(), line);
}

std::string some_of(const std::vector<std::string>& names)
{
  std::vector<std::string> shown(names.begin(), names.begin() + std::ptrdiff_t(std::min(names.size(), shown_names)));
  if (names.size() > shown_names) shown.push_back(fmt::format("... ({} in all)", names.size()));
  return base::join(shown, ", ");
}

std::vector<std::string> header_names(std::string_view line, const std::filesystem::path& path)
{
  if (base::trim(line).empty()) throw InputError("the header line is empty", {.file = at_line(path, 1)});
  auto names = base::split(line, '\t');
  std::unordered_set<std::string_view> seen;
  for (auto& name : names) {
    name = base::trim(name);
    if (!seen.insert(name).second) throw InputError("a column comes twice", {.file = at_line(path, 1), .field = name});
  }
  return names;
}

std::vector<std::string> row_fields(std::string_view line, std::size_t n_columns, const std::string& where)
{
  std::vector<std::string> fields;
  fields.reserve(n_columns);
  while (line.data() != nullptr) fields.emplace_back(take_field(line, '\t'));
  if (fields.size() != n_columns)
    throw InputError(
        "a row has another number of fields than the header",
        {.file = where, .expected = fmt::format("{} fields", n_columns), .found = std::to_string(fields.size())});
  return fields;
}

}  // namespace

std::string read_text(const std::filesystem::path& path, std::size_t max_bytes)
{
  refuse_unless_file(path);
  ByteStream stream(path);
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + std::max(chunk_bytes, before / 2));
    const auto space = std::as_writable_bytes(std::span<char>(text)).subspan(before);
    const std::size_t n_read = stream.read(space);
    text.resize(before + n_read);
    if (text.size() > max_bytes)
      throw InputError("the file is too large",
                       {.file = path.string(), .expected = fmt::format("at most {} bytes", max_bytes)});
    if (n_read < space.size()) return text;
  }
}

std::optional<std::size_t> DelimitedTable::find(const std::string& name) const
{
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::size_t DelimitedTable::require(const std::string& name) const
{
  if (const auto index = find(name)) return *index;
  throw InputError(fmt::format("no column \"{}\"; the columns are: {}", name, some_of(names)), {.file = path.string()});
}

std::vector<std::string> DelimitedTable::column(std::size_t index) const
{
  std::vector<std::string> cells;
  cells.reserve(rows.size());
  for (const auto& row : rows) cells.push_back(row.at(index));
  return cells;
}

std::string DelimitedTable::line_of(std::size_t row) const
{
  return fmt::format("{}:{}", path.filename().string(), row + 2);
}

DelimitedTable read_tsv(const std::filesystem::path& path)
{
  DelimitedTable table{.path = path, .names = {}, .rows = {}};
  LineStream lines(path);
  std::string_view line;
  if (!lines.next(line)) throw InputError("is empty; expected a header line", {.file = path.string()});
  table.names = header_names(line, path);
  while (lines.next(line)) table.rows.push_back(row_fields(line, table.names.size(), at_line(path, lines.number())));
  return table;
}

}  // namespace dmn::files
