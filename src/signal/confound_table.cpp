#include "signal/confound_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

void require_finite(const Eigen::VectorXd& column, const std::string& name)
{
  for (Eigen::Index row = 0; row < column.size(); ++row) {
    if (std::isfinite(column(row))) continue;
    throw base::InputError(fmt::format("row {} of a confound (counted from 0) is no number", row),
                           {.field = name,
                            .expected = "a number in every row but the first",
                            .found = std::isnan(column(row)) ? "n/a" : "inf"});
  }
}

}  // namespace

std::optional<Eigen::Index> ConfoundTable::find(const std::string& name) const
{
  const auto position = std::ranges::find(names, name);
  if (position == names.end()) return std::nullopt;
  return position - names.begin();
}

Eigen::Index require_readable(const ConfoundTable& table, const std::string& name)
{
  const auto position = table.find(name);
  if (!position) throw base::InputError("missing confound", {.field = name, .expected = "a column of that name"});
  if (std::ranges::find(table.unreadable, name) != table.unreadable.end()) {
    throw base::InputError("unreadable confound", {.field = name, .expected = "numbers or n/a in every cell"});
  }
  return *position;
}

Eigen::MatrixXd confound_values(const ConfoundTable& table, const std::vector<std::string>& columns)
{
  Eigen::MatrixXd values(table.values.rows(), static_cast<Eigen::Index>(columns.size()));
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const std::string& name = columns[static_cast<std::size_t>(k)];
    Eigen::VectorXd column = table.values.col(require_readable(table, name));
    if (column.size() > 0 && std::isnan(column(0))) column(0) = 0.0;
    require_finite(column, name);
    values.col(k) = column;
  }
  return values;
}

}  // namespace dmn::signal
