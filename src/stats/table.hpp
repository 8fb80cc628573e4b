#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

namespace dmn::stats {

/// A column of a table: numbers (NaN = missing) or words (empty = missing).
struct Column {
  std::string name;
  bool numeric = false;
  std::vector<double> numbers = {};     ///< N, if numeric
  std::vector<std::string> words = {};  ///< N, else

  std::size_t size() const noexcept { return numeric ? numbers.size() : words.size(); }
  bool missing(std::size_t row) const;
  /// The cell as a word: a number in its shortest form, empty if missing.
  std::string word(std::size_t row) const;
};

/// Numeric if every present cell is a number (and there is one); `n/a` and empty are missing.
Column make_column(std::string name, const std::vector<std::string>& cells);

/// Equally long named columns.
struct Table {
  std::vector<Column> columns;

  const Column* find(const std::string& name) const;
  std::size_t n_rows() const noexcept { return columns.empty() ? 0 : columns.front().size(); }
};

}  // namespace dmn::stats
