#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/run_id.hpp"
#include "files/delimited.hpp"
#include "stats/table.hpp"

namespace dmn::bids {

/// A participants table with any columns. Participants are matched with or without a leading `sub-`.
class ParticipantsTable {
 public:
  /// Reads a table. Rows without `participant_id` are left out with a warning.
  /// @throws UsageError when it cannot be read or has no column `participant_id`
  ParticipantsTable(const std::filesystem::path& path, const std::string& group_column, const std::string& site_column);

  std::size_t n_rows() const noexcept { return table_.rows.size(); }
  const std::filesystem::path& path() const noexcept { return table_.path; }
  const files::DelimitedTable& table() const noexcept { return table_; }
  bool has_group_column() const noexcept { return group_.has_value(); }
  bool has_site_column() const noexcept { return site_.has_value(); }

  /// `sub-01` or `01`, as the table writes it.
  const std::string& id(std::size_t row) const { return table_.rows.at(row).at(id_); }
  std::string group(std::size_t row) const { return word(group_, row); }  ///< empty where missing
  std::string site(std::size_t row) const { return word(site_, row); }    ///< empty where missing
  /// Line of a row in the file, counting the header as line 1.
  std::size_t line(std::size_t row) const { return lines_.at(row); }
  /// Rows of a participant (bare label), in file order; more than one is a duplicate.
  std::vector<std::size_t> rows_of(const std::string& bare) const;

  std::vector<std::string> warnings;

 private:
  std::string word(std::optional<std::size_t> column, std::size_t row) const;

  files::DelimitedTable table_;
  std::size_t id_ = 0;
  std::optional<std::size_t> group_;
  std::optional<std::size_t> site_;
  std::vector<std::size_t> lines_;
  std::unordered_map<std::string, std::vector<std::size_t>> rows_;
};

/// The `participants.tsv` (or `.tsv.gz`) of a folder, or of the folder above it.
std::optional<std::filesystem::path> default_participants(const std::filesystem::path& folder);

/// @throws UsageError when a column other than the default was asked for and no table has it. Without a default column:
/// a warning.
void require_columns(const std::vector<ParticipantsTable>& tables, const std::string& group_column,
                     const std::string& site_column, std::vector<std::string>& warnings);

/// All rows of all tables one after the other: `participant_id` (always words), then the columns of the tables in order
/// of first appearance; a column is numeric if every present cell of it is a number. Participants that are in no table
/// follow with nothing but their id. No columns if there is no table.
stats::Table joined_table(const std::vector<ParticipantsTable>& tables, const std::vector<std::string>& in_no_table);

/// `rows` of a table, in this order.
stats::Table taken_rows(const stats::Table& table, const std::vector<std::size_t>& rows);

}  // namespace dmn::bids
