#include "result_table.hpp"

#include <cstdint>

namespace dmn::jobs {

ResultTable& ResultTable::numbers(const std::string& name, const Eigen::VectorXd& values, const std::string& units,
                                  const std::string& description)
{
  columns_.push_back({Column::Kind::number, name, units, description, values});
  return *this;
}

ResultTable& ResultTable::integers(const std::string& name, const Eigen::VectorXi& values, const std::string& units,
                                   const std::string& description)
{
  columns_.push_back({Column::Kind::integer, name, units, description, values.cast<double>()});
  return *this;
}

ResultTable& ResultTable::strings(const std::string& name, const std::vector<std::string>& cells,
                                  const std::string& description)
{
  columns_.push_back({Column::Kind::text, name, "n/a", description, {}, cells});
  return *this;
}

std::string ResultTable::tsv() const
{
  report::TsvWriter table;
  for (const auto& column : columns_) {
    if (column.kind == Column::Kind::number) table.numbers(column.name, column.values);
    if (column.kind == Column::Kind::integer) table.integers(column.name, column.values.cast<int>());
    if (column.kind == Column::Kind::text) table.strings(column.name, column.cells);
  }
  return table.text();
}

void ResultTable::write(store::ResultWriter& file, const std::string& group) const
{
  for (const auto& column : columns_) {
    const std::string name = group + "/" + column.name;
    if (column.kind == Column::Kind::number) file.numbers(name, column.values, column.units, column.description);
    if (column.kind == Column::Kind::text) file.strings(name, column.cells, column.description);
    if (column.kind != Column::Kind::integer) continue;
    std::vector<std::int64_t> whole;
    for (const double value : column.values) whole.push_back(static_cast<std::int64_t>(value));
    file.integers(name, whole, column.units, column.description);
  }
}

}  // namespace dmn::jobs
