#include "compare_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "files/delimited.hpp"
#include "reference_rows.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::json;

constexpr double tolerance = 1e-9;

double largest_magnitude(const std::vector<double>& values)
{
  double largest = 0;
  for (const double value : values) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  return largest;
}

/// The first row in which two columns of equal length differ.
std::optional<std::size_t> first_difference(const std::vector<std::string>& found,
                                            const std::vector<std::string>& expected)
{
  const auto numbers = numbers_of(found);
  const auto reference = numbers_of(expected);
  const bool exact = numbers.empty() || reference.empty() || (are_counts(found) && are_counts(expected));
  const double scale = largest_magnitude(reference);
  for (std::size_t row = 0; row < expected.size(); ++row) {
    if (exact ? found[row] != expected[row] : !agree(numbers[row], reference[row], scale)) return row;
  }
  return std::nullopt;
}

struct JsonComparison {
  std::vector<std::string>& differences;
  std::vector<std::string>& remarks;

  void compare(const std::string& where, const Json& found, const Json& expected);
};

void JsonComparison::compare(const std::string& where, const Json& found, const Json& expected)
{
  const auto sentence = [&] {
    return fmt::format("{}: {} where the reference has {}", where, found.dump(), expected.dump());
  };
  if (expected.is_object() && found.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      if (found.contains(key)) {
        compare(where + "/" + key, found[key], value);
      } else {
        differences.push_back(where + "/" + key + ": missing");
      }
    }
  } else if (expected.is_array() && found.is_array() && expected.size() == found.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i) compare(fmt::format("{}/{}", where, i), found[i], expected[i]);
  } else if (expected.is_string() && found.is_string()) {
    if (found != expected) remarks.push_back(sentence());
  } else if (expected.is_number_float() || found.is_number_float()) {
    const bool numbers = expected.is_number() && found.is_number();
    const double a = numbers ? found.get<double>() : 0;
    const double b = numbers ? expected.get<double>() : 0;
    if (!numbers || !agree(a, b, std::max({1.0, std::abs(a), std::abs(b)}))) differences.push_back(sentence());
  } else if (found != expected) {
    differences.push_back(sentence());
  }
}

Json json_of(const std::filesystem::path& path)
{
  try {
    return Json::parse(files::read_text(path));
  } catch (const Json::exception& problem) {
    throw base::InputError(std::string("not JSON: ") + problem.what(), {.file = path.string()});
  }
}

}  // namespace

bool agree(double found, double expected, double scale)
{
  if (std::isnan(found) || std::isnan(expected)) return std::isnan(found) && std::isnan(expected);
  return found == expected || std::abs(found - expected) <= tolerance * scale;
}

void compare_tsv(const std::string& name, const std::filesystem::path& found, const std::filesystem::path& reference,
                 std::vector<std::string>& differences)
{
  const auto table = files::read_tsv(found);
  const auto expected = files::read_tsv(reference);
  if (table.rows.size() != expected.rows.size()) {
    differences.push_back(
        fmt::format("{}: {} rows where the reference has {}", name, table.rows.size(), expected.rows.size()));
    return;
  }
  for (std::size_t c = 0; c < expected.names.size(); ++c) {
    const auto& column = expected.names[c];
    const auto position = table.find(column);
    if (!position) {
      differences.push_back(fmt::format("{}: column {} is missing", name, column));
      continue;
    }
    const auto row = first_difference(table.column(*position), expected.column(c));
    if (!row) continue;
    differences.push_back(fmt::format("{}: column {}, row {}: {} where the reference has {}", name, column, *row + 1,
                                      table.rows[*row][*position], expected.rows[*row][c]));
  }
}

void compare_json(const std::string& name, const std::filesystem::path& found, const std::filesystem::path& reference,
                  std::vector<std::string>& differences, std::vector<std::string>& remarks)
{
  JsonComparison{differences, remarks}.compare(name, json_of(found), json_of(reference));
}

}  // namespace dmn::jobs
