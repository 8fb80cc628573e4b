#include "report/tsv_writer.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::report {
namespace {

void require_one_cell(const std::string& cell, const std::string& name)
{
  if (cell.find_first_of("\t\r\n") == std::string::npos) return;
  throw base::ShapeError("a table cell holds a tab or a line break", {.field = name});
}

}  // namespace

TsvWriter& TsvWriter::numbers(const std::string& name, const Eigen::VectorXd& values)
{
  std::vector<std::string> cells;
  cells.reserve(static_cast<std::size_t>(values.size()));
  for (const double value : values) cells.push_back(base::format_number(value));
  return strings(name, std::move(cells));
}

TsvWriter& TsvWriter::integers(const std::string& name, const Eigen::VectorXi& values)
{
  std::vector<std::string> cells;
  cells.reserve(static_cast<std::size_t>(values.size()));
  for (const int value : values) cells.push_back(std::to_string(value));
  return strings(name, std::move(cells));
}

TsvWriter& TsvWriter::strings(const std::string& name, std::vector<std::string> cells)
{
  require_one_cell(name, name);
  for (const auto& cell : cells) require_one_cell(cell, name);
  if (std::ranges::find(names_, name) != names_.end()) throw base::ShapeError("a table column twice", {.field = name});
  if (!columns_.empty() && cells.size() != columns_.front().size()) {
    throw base::ShapeError(
        "table columns of unequal length",
        {.field = name, .expected = std::to_string(columns_.front().size()), .found = std::to_string(cells.size())});
  }
  names_.push_back(name);
  columns_.push_back(std::move(cells));
  return *this;
}

std::string TsvWriter::text() const
{
  std::string text = base::join(names_, "\t") + "\n";
  const std::size_t n_rows = columns_.empty() ? 0 : columns_.front().size();
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const std::string& cell = columns_[column][row];
      text += cell.empty() ? "n/a" : cell;
      text += column + 1 < columns_.size() ? '\t' : '\n';
    }
  }
  return text;
}

}  // namespace dmn::report
