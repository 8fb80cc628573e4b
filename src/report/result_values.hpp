#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dmn::report {

/// A number of a result file and where it stands: `group/x/markers.tsv|3|g` (row from 0, column),
/// `group/quality.json|/qc_fc/edges` (JSON pointer).
struct Sourced {
  double value;
  std::string source;
};

/// A TSV of the results folder. Values of columns or rows that are not there are NaN or empty.
struct ResultTable {
  std::string path = {};  ///< relative to the results folder; empty: there is no such file
  std::vector<std::string> names = {};
  std::vector<std::vector<std::string>> rows = {};

  bool empty() const noexcept { return rows.empty(); }
  std::optional<std::size_t> column(const std::string& name) const;
  /// The first row whose cell in a column is `value`.
  std::optional<std::size_t> find(const std::string& column, const std::string& value) const;
  std::string text(std::size_t row, const std::string& column) const;  ///< empty for `n/a`
  double number(std::size_t row, const std::string& column) const;
  std::vector<double> numbers(const std::string& column) const;  ///< one a row
  /// Whether any row of a column holds a number: columns of what was not asked for do not.
  bool has_numbers(const std::string& column) const;
  Sourced sourced(std::size_t row, const std::string& column) const;
};

/// A JSON file of the results folder, flat: `/people/0/site` -> `site-01`. Null is not there.
struct ResultRecord {
  std::string path = {};
  std::map<std::string, std::string> values = {};

  bool empty() const noexcept { return values.empty(); }
  std::string text(const std::string& pointer) const;  ///< empty where it is not there
  double number(const std::string& pointer) const;
  Sourced sourced(const std::string& pointer) const;
  /// Elements of an array of objects: `count("/people", "site")`.
  std::size_t count(const std::string& array, const std::string& member) const;
};

}  // namespace dmn::report
