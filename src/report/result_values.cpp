#include "report/result_values.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace dmn::report {
namespace {

double number_of(const std::string& text)
{
  return base::parse_double(text).value_or(std::nan(""));
}

}  // namespace

std::optional<std::size_t> ResultTable::column(const std::string& name) const
{
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return {};
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::size_t> ResultTable::find(const std::string& column_name, const std::string& value) const
{
  const auto at = column(column_name);
  if (!at) return {};
  const auto found = std::ranges::find_if(rows, [&](const auto& row) { return row[*at] == value; });
  if (found == rows.end()) return {};
  return static_cast<std::size_t>(found - rows.begin());
}

std::string ResultTable::text(std::size_t row, const std::string& column_name) const
{
  const auto at = column(column_name);
  if (!at || row >= rows.size() || base::is_missing(rows[row][*at])) return {};
  return rows[row][*at];
}

double ResultTable::number(std::size_t row, const std::string& column_name) const
{
  return number_of(text(row, column_name));
}

std::vector<double> ResultTable::numbers(const std::string& column_name) const
{
  std::vector<double> values;
  const auto at = column(column_name);
  for (const auto& row : rows) values.push_back(at ? number_of(row[*at]) : std::nan(""));
  return values;
}

bool ResultTable::has_numbers(const std::string& column) const
{
  return !std::ranges::all_of(numbers(column), [](double value) { return std::isnan(value); });
}

Sourced ResultTable::sourced(std::size_t row, const std::string& column_name) const
{
  return {.value = number(row, column_name), .source = path + "|" + std::to_string(row) + "|" + column_name};
}

std::string ResultRecord::text(const std::string& pointer) const
{
  const auto found = values.find(pointer);
  return found == values.end() ? std::string() : found->second;
}

double ResultRecord::number(const std::string& pointer) const
{
  return number_of(text(pointer));
}

Sourced ResultRecord::sourced(const std::string& pointer) const
{
  return {.value = number(pointer), .source = path + "|" + pointer};
}

std::size_t ResultRecord::count(const std::string& array, const std::string& member) const
{
  std::size_t n = 0;
  while (values.contains(array + "/" + std::to_string(n) + "/" + member)) ++n;
  return n;
}

}  // namespace dmn::report
