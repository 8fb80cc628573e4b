#include "bids/sidecar.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "files/delimited.hpp"

namespace dmn::bids {
namespace {

using base::InputError;
using nlohmann::json;

constexpr std::size_t largest_sidecar_bytes = std::size_t{1} << 26;
constexpr double longest_repetition_time = 60;  // seconds

/// The top level of an object; what is nested deeper is skipped.
json top_level(const std::filesystem::path& path)
{
  const std::string text = files::read_text(path, largest_sidecar_bytes);
  const auto keep_top = [](int depth, json::parse_event_t, json&) { return depth <= 1; };
  json object;
  try {
    object = json::parse(text, keep_top);
  } catch (const json::exception&) {
    throw InputError("is not valid JSON", {.file = path.string()});
  }
  if (!object.is_object()) throw InputError("is not a JSON object", {.file = path.string()});
  return object;
}

double positive_number(const json& value, const std::string& field, const std::filesystem::path& path)
{
  const double number = value.is_number() ? value.get<double>() : std::nan("");
  if (number > 0 && std::isfinite(number)) return number;
  constexpr std::size_t shown = 40;
  throw InputError("", {.file = path.string(),
                        .field = field,
                        .expected = "a number above 0",
                        .found = value.dump(-1, ' ', true, json::error_handler_t::replace).substr(0, shown)});
}

base::Seconds checked(double seconds, const json& value, const std::string& field, const std::filesystem::path& path)
{
  if (seconds <= longest_repetition_time) return base::Seconds(seconds);
  throw InputError("", {.file = path.string(),
                        .field = field,
                        .expected = "a repetition time in seconds, at most 60",
                        .found = value.dump()});
}

}  // namespace

SidecarTiming read_timing(const std::filesystem::path& path)
{
  const json object = top_level(path);
  SidecarTiming timing;
  if (const auto found = object.find("RepetitionTime"); found != object.end()) {
    timing.field = "RepetitionTime";
    timing.repetition_time = checked(positive_number(*found, timing.field, path), *found, timing.field, path);
  } else if (const auto frequency = object.find("SamplingFrequency"); frequency != object.end()) {
    timing.field = "SamplingFrequency";
    timing.repetition_time =
        checked(1 / positive_number(*frequency, timing.field, path), *frequency, timing.field, path);
  }
  return timing;
}

std::optional<std::string> read_text_field(const std::filesystem::path& path, const std::string& key)
{
  const json object = top_level(path);
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  if (!found->is_string())
    throw InputError("", {.file = path.string(), .field = key, .expected = "a text", .found = found->dump()});
  return found->get<std::string>();
}

}  // namespace dmn::bids
