#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dmn::files {

/// The whole text of a plain or gzip file. @throws InputError above `max_bytes`, or when it cannot be read
std::string read_text(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{1} << 31);

/// A table of text: one header line, fields between separators. UTF-8, optional byte-order mark, \n or \r\n.
struct DelimitedTable {
  std::filesystem::path path;
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;

  std::optional<std::size_t> find(const std::string& name) const;
  /// @throws InputError naming the file, the column and the columns there are
  std::size_t require(const std::string& name) const;
  std::vector<std::string> column(std::size_t index) const;
  /// `participants.tsv:87`, counting the header as line 1.
  std::string line_of(std::size_t row) const;
};

/// A TSV with header. Empty lines at the end are ignored.
/// @throws InputError naming file and line: no header, a column name twice, a row with another number of fields
DelimitedTable read_tsv(const std::filesystem::path& path);

}  // namespace dmn::files
