#include "stats/table.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace dmn::stats {
namespace {

bool all_numbers(const std::vector<std::string>& cells)
{
  bool any = false;
  for (const auto& cell : cells) {
    if (base::is_missing(cell)) continue;
    if (!base::parse_double(cell)) return false;
    any = true;
  }
  return any;
}

double number_or_nan(const std::string& cell)
{
  if (base::is_missing(cell)) return std::numeric_limits<double>::quiet_NaN();
  return *base::parse_double(cell);
}

std::string word_or_empty(const std::string& cell)
{
  return base::is_missing(cell) ? std::string() : std::string(base::trim(cell));
}

}  // namespace

bool Column::missing(std::size_t row) const
{
  return numeric ? std::isnan(numbers.at(row)) : words.at(row).empty();
}

std::string Column::word(std::size_t row) const
{
  if (missing(row)) return {};
  return numeric ? base::format_number(numbers[row]) : words[row];
}

Column make_column(std::string name, const std::vector<std::string>& cells)
{
  Column column{.name = std::move(name), .numeric = all_numbers(cells)};
  if (column.numeric) {
    std::ranges::transform(cells, std::back_inserter(column.numbers), number_or_nan);
  } else {
    std::ranges::transform(cells, std::back_inserter(column.words), word_or_empty);
  }
  return column;
}

const Column* Table::find(const std::string& name) const
{
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace dmn::stats
