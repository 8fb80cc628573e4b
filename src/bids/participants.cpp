#include "bids/participants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;

constexpr const char* id_column = "participant_id";

files::DelimitedTable readable_table(const std::filesystem::path& path)
{
  try {
    auto table = files::read_tsv(path);
    table.require(id_column);
    return table;
  } catch (const base::InputError& error) {
    throw UsageError(error.problem(), error.facts());
  }
}

void require_column(const std::vector<ParticipantsTable>& tables, bool (ParticipantsTable::*has)() const noexcept,
                    const std::string& column, const std::string& standard, const std::string& option,
                    std::vector<std::string>& warnings)
{
  const auto without = std::ranges::find_if(tables, [has](const ParticipantsTable& table) { return !(table.*has)(); });
  if (without == tables.end()) return;
  const bool in_none = std::ranges::none_of(tables, [has](const ParticipantsTable& table) { return (table.*has)(); });
  const auto& names = without->table().names;
  if (in_none && column != standard)
    throw UsageError("no such column in the participants table", {.file = without->path().string(),
                                                                  .field = option,
                                                                  .expected = "one of " + base::join(names, ", "),
                                                                  .found = column});
  warnings.push_back(fmt::format("{}: no column \"{}\" ({}); the columns are: {}", without->path().string(), column,
                                 option, base::join(names, ", ")));
}

}  // namespace

ParticipantsTable::ParticipantsTable(const std::filesystem::path& path, const std::string& group_column,
                                     const std::string& site_column)
    : table_(readable_table(path)),
      id_(table_.require(id_column)),
      group_(table_.find(group_column)),
      site_(table_.find(site_column))
{
  std::vector<std::vector<std::string>> kept;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto& cells = table_.rows[row];
    if (base::is_missing(cells[id_])) {
      warnings.push_back(fmt::format("{}: no participant_id; the row is left out", table_.line_of(row)));
      continue;
    }
    cells[id_] = base::trim(cells[id_]);
    rows_[base::bare_participant(cells[id_])].push_back(kept.size());
    lines_.push_back(row + 2);
    kept.push_back(std::move(cells));
  }
  table_.rows = std::move(kept);
}

std::vector<std::size_t> ParticipantsTable::rows_of(const std::string& bare) const
{
  const auto found = rows_.find(bare);
  return found == rows_.end() ? std::vector<std::size_t>() : found->second;
}

std::string ParticipantsTable::word(std::optional<std::size_t> column, std::size_t row) const
{
  if (!column) return {};
  const auto& cell = table_.rows.at(row).at(*column);
  return base::is_missing(cell) ? std::string() : std::string(base::trim(cell));
}

std::optional<std::filesystem::path> default_participants(const std::filesystem::path& folder)
{
  std::error_code error;
  const auto whole = std::filesystem::absolute(folder).lexically_normal();
  for (const auto& place : {whole, whole.parent_path()}) {
    for (const auto* name : {"participants.tsv", "participants.tsv.gz"}) {
      if (std::filesystem::exists(place / name, error)) return place / name;
    }
  }
  return std::nullopt;
}

void require_columns(const std::vector<ParticipantsTable>& tables, const std::string& group_column,
                     const std::string& site_column, std::vector<std::string>& warnings)
{
  require_column(tables, &ParticipantsTable::has_group_column, group_column, "group", "input.group_column", warnings);
  require_column(tables, &ParticipantsTable::has_site_column, site_column, "site", "input.site_column", warnings);
}

stats::Table joined_table(const std::vector<ParticipantsTable>& tables, const std::vector<std::string>& in_no_table)
{
  stats::Table joined;
  if (tables.empty()) return joined;
  std::vector<std::string> names;
  for (const auto& table : tables) {
    for (const auto& name : table.table().names) {
      if (name != id_column && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  stats::Column ids{.name = id_column};
  for (const auto& table : tables) {
    for (std::size_t row = 0; row < table.n_rows(); ++row) ids.words.push_back(table.id(row));
  }
  ids.words.insert(ids.words.end(), in_no_table.begin(), in_no_table.end());
  const std::size_t n_rows = ids.words.size();
  joined.columns.push_back(std::move(ids));

  for (const auto& name : names) {
    std::vector<std::string> cells;
    cells.reserve(n_rows);
    for (const auto& table : tables) {
      const auto column = table.table().find(name);
      for (const auto& row : table.table().rows) cells.push_back(column ? row[*column] : std::string());
    }
    cells.resize(n_rows);
    joined.columns.push_back(stats::make_column(name, cells));
  }
  return joined;
}

stats::Table taken_rows(const stats::Table& table, const std::vector<std::size_t>& rows)
{
  stats::Table taken;
  for (const auto& column : table.columns) {
    stats::Column part{.name = column.name, .numeric = column.numeric};
    for (const std::size_t row : rows) {
      if (column.numeric) part.numbers.push_back(column.numbers.at(row));
      if (!column.numeric) part.words.push_back(column.words.at(row));
    }
    taken.columns.push_back(std::move(part));
  }
  return taken;
}

}  // namespace dmn::bids
