#include "bids/confounds_file.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"

namespace dmn::bids {
namespace {

using Json = nlohmann::json;
using Components = std::map<std::string, signal::CompCorComponent>;

base::InputError unusable(const std::filesystem::path& file, const std::string& field, const std::string& expected)
{
  return base::InputError("unusable confounds sidecar", {.file = file.string(), .field = field, .expected = expected});
}

Json parse_sidecar(const std::filesystem::path& file)
{
  Json sidecar = Json::parse(files::read_text(file), nullptr, false);
  if (sidecar.is_object()) return sidecar;
  throw base::InputError("unusable confounds sidecar", {.file = file.string(), .expected = "a JSON object"});
}

std::string text_of(const Json& entry, const char* key, const std::filesystem::path& file, const std::string& column)
{
  const auto found = entry.find(key);
  if (found == entry.end() || found->is_null()) return {};
  if (!found->is_string()) throw unusable(file, column + "." + key, "text");
  return found->get<std::string>();
}

bool retained(const Json& entry, const std::filesystem::path& file, const std::string& column)
{
  const auto found = entry.find("Retained");
  if (found == entry.end()) return true;
  if (!found->is_boolean()) throw unusable(file, column + ".Retained", "true or false");
  return found->get<bool>();
}

/// Entries of the sidecar that describe CompCor components: those with a `Mask` or a `Method` that says so.
Components read_components(const std::filesystem::path& file)
{
  Components components;
  const Json sidecar = parse_sidecar(file);
  for (const auto& [column, entry] : sidecar.items()) {
    if (!entry.is_object()) continue;
    const std::string mask = text_of(entry, "Mask", file, column);
    const std::string method = text_of(entry, "Method", file, column);
    if (mask.empty() && !method.ends_with("CompCor")) continue;
    components[column] = {mask, retained(entry, file, column)};
  }
  return components;
}

}  // namespace

signal::ConfoundTable read_confounds(const std::filesystem::path& tsv, const std::optional<std::filesystem::path>& json)
{
  files::DelimitedTable text = files::read_tsv(tsv);
  signal::ConfoundTable table;
  table.values.resize(static_cast<Eigen::Index>(text.rows.size()), static_cast<Eigen::Index>(text.names.size()));
  for (std::size_t c = 0; c < text.names.size(); ++c) {
    bool readable = true;
    for (std::size_t row = 0; row < text.rows.size(); ++row) {
      const std::string& cell = text.rows[row][c];
      const auto number = base::is_missing(cell) ? std::nullopt : base::parse_double(cell);
      readable = readable && (number || base::is_missing(cell));
      table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(c)) =
          number.value_or(std::numeric_limits<double>::quiet_NaN());
    }
    if (!readable) table.unreadable.push_back(text.names[c]);
  }
  table.names = std::move(text.names);
  if (json) table.components = read_components(*json);
  return table;
}

}  // namespace dmn::bids
