#include "named_columns.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace dmn::jobs {

void NamedColumns::add(const std::string& name, const Eigen::VectorXd& column)
{
  names.push_back(name);
  values.conservativeResize(column.size(), values.cols() + 1);
  values.col(values.cols() - 1) = column;
}

void NamedColumns::append(const NamedColumns& more)
{
  if (names.empty()) {
    *this = more;
    return;
  }
  const Eigen::Index before = values.rows();
  values.conservativeResize(before + more.values.rows(), values.cols());
  values.bottomRows(more.values.rows()) = more.values;
}

Eigen::VectorXd NamedColumns::column(const std::string& name) const
{
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw base::ShapeError("there is no such column", {.found = name});
  return values.col(found - names.begin());
}

NamedColumns gather_together(const NamedColumns& mine, const std::vector<std::string>& names,
                             const parallel::Communicator& world)
{
  NamedColumns all{.names = names, .values = world.gather_rows_together(mine.values)};
  if (all.values.cols() == 0) all.values.resize(0, static_cast<Eigen::Index>(names.size()));
  return all;
}

}  // namespace dmn::jobs
