#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"
#include "parcellation/roi_set.hpp"

namespace dmn::parcellation {
namespace {

using files::DelimitedTable;

constexpr double largest_coordinate_mm = 1e4;
constexpr double largest_radius_mm = 100;

std::optional<std::size_t> find_either(const DelimitedTable& table, const char* first, const char* second)
{
  const auto column = table.find(first);
  return column ? column : table.find(second);
}

[[noreturn]] void refuse(const DelimitedTable& table, std::size_t row, std::size_t column, const std::string& problem,
                         const std::string& expected)
{
  throw base::UsageError(problem, {.file = table.line_of(row),
                                   .field = table.names[column],
                                   .expected = expected,
                                   .found = table.rows[row][column]});
}

std::string text_at(const DelimitedTable& table, std::size_t row, std::optional<std::size_t> column)
{
  if (!column || base::is_missing(table.rows[row][*column])) return {};
  return std::string(base::trim(table.rows[row][*column]));
}

double number_at(const DelimitedTable& table, std::size_t row, std::optional<std::size_t> column, double low,
                 double high, const std::string& expected)
{
  if (!column || base::is_missing(table.rows[row][*column])) return std::numeric_limits<double>::quiet_NaN();
  const auto number = base::parse_double(table.rows[row][*column]);
  if (!number || !(*number > low && *number <= high)) refuse(table, row, *column, "ROI table cannot be used", expected);
  return *number;
}

std::string label_at(const DelimitedTable& table, std::size_t row, std::size_t column, std::set<std::string>& seen)
{
  const std::string label(base::trim(table.rows[row][column]));
  if (label.empty()) refuse(table, row, column, "ROI without a label", "a label");
  if (label.find("--") != std::string::npos) refuse(table, row, column, "label would be read as an edge", "no \"--\"");
  if (!seen.insert(label).second) refuse(table, row, column, "ROI label is there twice", "each label once");
  return label;
}

std::int64_t index_at(const DelimitedTable& table, std::size_t row, std::optional<std::size_t> column,
                      std::set<std::int64_t>& seen)
{
  if (!column) return static_cast<std::int64_t>(row) + 1;
  const auto number = base::parse_double(table.rows[row][*column]);
  if (!number || !(*number >= 1 && *number <= 1e9) || *number != std::floor(*number))
    refuse(table, row, *column, "ROI table cannot be used", "a whole number of the label image, 1 or more");
  const auto index = static_cast<std::int64_t>(*number);
  if (!seen.insert(index).second) refuse(table, row, *column, "ROI index is there twice", "each index once");
  return index;
}

LabelledTable roi_table_of(const DelimitedTable& table)
{
  const auto label = find_either(table, "label", "name");
  if (!label) {
    throw base::UsageError("ROI table has no labels", {.file = table.path.string(),
                                                       .expected = "a column \"label\" or \"name\"",
                                                       .found = base::join(table.names, ", ")});
  }
  if (table.rows.empty()) throw base::UsageError("ROI table has no rows", {.file = table.path.string()});
  const auto index = table.find("index");
  const auto radius = table.find("radius_mm");
  const std::array axes{find_either(table, "x_mm", "x"), find_either(table, "y_mm", "y"),
                        find_either(table, "z_mm", "z")};
  LabelledTable result;
  std::set<std::string> labels;
  std::set<std::int64_t> indices;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    connectivity::Roi roi;
    roi.label = label_at(table, row, *label, labels);
    roi.network = text_at(table, row, table.find("network"));
    roi.subsystem = text_at(table, row, table.find("subsystem"));
    roi.hemisphere = text_at(table, row, table.find("hemisphere"));
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      roi.xyz_mm[static_cast<Eigen::Index>(axis)] =
          number_at(table, row, axes[axis], -largest_coordinate_mm, largest_coordinate_mm, "millimetres, up to 10000");
    }
    roi.radius_mm = number_at(table, row, radius, 0, largest_radius_mm, "millimetres, above 0 up to 100");
    result.rois.push_back(std::move(roi));
    result.index.push_back(index_at(table, row, index, indices));
  }
  return result;
}

}  // namespace

LabelledTable read_roi_table(const std::filesystem::path& path)
{
  try {
    return roi_table_of(files::read_tsv(path));
  } catch (const base::InputError& error) {
    throw base::UsageError(error.problem(), error.facts());
  }
}

}  // namespace dmn::parcellation
