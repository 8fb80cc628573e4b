#include <fmt/format.h>

#include <limits>
#include <string_view>

#include "base/text.hpp"
#include "bids/matrix_values.hpp"
#include "files/line_stream.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;

constexpr std::uint64_t largest_table_bytes = std::uint64_t{1} << 38;
constexpr std::size_t n_id_columns = 2;

std::vector<std::string> header_of(files::LineStream& lines, const std::filesystem::path& table)
{
  std::string_view line;
  if (!lines.next(line)) throw UsageError("is empty; expected a header line", {.file = table.string()});
  auto names = base::split(line, '\t');
  for (auto& name : names) name = base::trim(name);
  if (names.size() <= n_id_columns || names[0] != "participant_id" || names[1] != "session")
    throw UsageError(
        "not a table of matrices",
        {.file = table.string(),
         .field = "header",
         .expected = "participant_id, session, then one column A--B an edge",
         .found = base::join({names.begin(), names.begin() + std::ptrdiff_t(std::min<std::size_t>(names.size(), 3))},
                             ", ")});
  names.erase(names.begin(), names.begin() + n_id_columns);
  return names;
}

class WideRows {
 public:
  WideRows(const std::filesystem::path& table, const std::vector<std::string>& columns, const NamedEdges& named,
           const ValueReader& value)
      : table_(table), columns_(columns), named_(named), value_(value)
  {
  }

  void add(std::string_view line, std::size_t number, MatrixRows& rows) const
  {
    const std::string whole_place = fmt::format("{}:{}", table_.string(), number);
    base::RunId id;
    id.participant = base::trim(files::take_field(line, '\t'));
    const auto session = line.data() == nullptr ? std::string_view{} : files::take_field(line, '\t');
    if (base::is_missing(id.participant)) throw UsageError("no participant_id", {.file = whole_place});
    if (!base::is_missing(session)) id.session = base::trim(session);

    const std::size_t start = rows.edges.size();
    rows.edges.resize(start + columns_.size());
    std::size_t column = 0;
    for (; line.data() != nullptr; ++column) {
      const auto cell = files::take_field(line, '\t');
      if (column < columns_.size()) rows.edges[start + named_.position[column]] = number_in(cell, column, whole_place);
    }
    if (column != columns_.size())
      throw UsageError("a row has another number of fields than the header",
                       {.file = whole_place,
                        .expected = fmt::format("{} fields", columns_.size() + n_id_columns),
                        .found = std::to_string(column + n_id_columns)});
    rows.ids.push_back(std::move(id));
    rows.places.push_back(fmt::format("{}:{}", table_.filename().string(), number));
  }

 private:
  double number_in(std::string_view cell, std::size_t column, const std::string& place) const
  {
    auto number = base::parse_double(cell);
    if (!number && base::is_missing(cell)) number = std::numeric_limits<double>::quiet_NaN();
    constexpr std::size_t shown = 40;
    if (!number)
      throw UsageError("", {.file = place,
                            .field = columns_[column],
                            .expected = "a number or n/a",
                            .found = std::string(cell.substr(0, shown))});
    return value_(*number, [&] { return base::Facts{.file = place, .field = columns_[column]}; });
  }

  const std::filesystem::path& table_;
  const std::vector<std::string>& columns_;
  const NamedEdges& named_;
  const ValueReader& value_;
};

}  // namespace

MatrixRows read_wide_table(const std::filesystem::path& table, const connectivity::RoiTable& rois,
                           const ValueReader& value)
{
  files::LineStream lines(table, largest_table_bytes);
  const auto columns = header_of(lines, table);
  const auto named = named_edges(columns, rois, table.string());
  MatrixRows rows{.ids = {}, .places = {}, .edges = {}, .edge_list = named.edges, .rois = named.rois};
  rows.edge_names.resize(named.position.size());
  const std::size_t first_edge = columns.size() - named.position.size();
  for (std::size_t edge = 0; edge < named.position.size(); ++edge)
    rows.edge_names[named.position[edge]] = columns[first_edge + edge];
  const WideRows reader(table, columns, named, value);
  for (std::string_view line; lines.next(line);) reader.add(line, lines.number(), rows);
  return rows;
}

}  // namespace dmn::bids
