#include "bids/matrix_values.hpp"

#include <cmath>
#include <system_error>

#include "base/text.hpp"
#include "bids/sidecar.hpp"
#include "connectivity/matrix_vector.hpp"

namespace dmn::bids {
namespace {

using base::UsageError;

constexpr double rounding_of_one = 1e-9;  // a correlation of identical series may come out a little above 1

MatrixValues parse_values(const std::string& word, const std::string& sidecar)
{
  if (word == "correlation") return MatrixValues::correlation;
  if (word == "fisher_z") return MatrixValues::fisher_z;
  if (word == "other") return MatrixValues::other;
  throw UsageError("",
                   {.file = sidecar, .field = "Values", .expected = "correlation, fisher_z or other", .found = word});
}

std::optional<std::string> sidecar_text(const std::filesystem::path& table, const std::string& key)
{
  const auto sidecar = values_sidecar(table);
  std::error_code error;
  return std::filesystem::exists(sidecar, error) ? read_text_field(sidecar, key) : std::nullopt;
}

}  // namespace

std::filesystem::path values_sidecar(const std::filesystem::path& table)
{
  auto sidecar = table;
  if (sidecar.extension() == ".gz") sidecar.replace_extension();
  return sidecar.replace_extension(".json");
}

MatrixValues read_matrix_values(const std::filesystem::path& table)
{
  const auto word = sidecar_text(table, "Values");
  return word ? parse_values(*word, values_sidecar(table).string()) : MatrixValues::correlation;
}

std::string read_matrix_note(const std::filesystem::path& table)
{
  return sidecar_text(table, "Note").value_or("");
}

ValueReader::ValueReader(const std::filesystem::path& table)
    : values_(read_matrix_values(table)), sidecar_(values_sidecar(table).string())
{
}

bool ValueReader::accepts(double value) const
{
  if (std::isnan(value)) return true;
  return values_ == MatrixValues::correlation ? std::abs(value) <= 1 + rounding_of_one : std::isfinite(value);
}

double ValueReader::converted(double value) const
{
  return values_ == MatrixValues::correlation && !std::isnan(value) ? connectivity::fisher_z(value) : value;
}

UsageError ValueReader::refusal(double value, base::Facts place) const
{
  place.found = base::format_number(value);
  if (values_ != MatrixValues::correlation) {
    place.expected = "a finite number or n/a";
    return UsageError("", place);
  }
  place.expected = "a correlation from -1 to 1; if these are other numbers, \"Values\" in " + sidecar_ +
                   " must say so (fisher_z or other)";
  return UsageError("a correlation outside [-1, 1]", place);
}

}  // namespace dmn::bids
