#include "given_values.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::jobs {

std::string GivenValues::text(const std::string& name, std::string standard) const
{
  const auto found = values_.find(name);
  return found == values_.end() ? std::move(standard) : std::string(base::trim(found->second.front()));
}

std::vector<std::string> GivenValues::list(const std::string& name) const
{
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<std::filesystem::path> GivenValues::path(const std::string& name) const
{
  if (!has(name)) return std::nullopt;
  return std::filesystem::path(text(name));
}

bool GivenValues::flag(const std::string& name, bool standard) const
{
  return choice<bool>(name, {{"true", true}, {"false", false}}, standard);
}

double GivenValues::number(const std::string& name, double low, double high, const std::string& expected) const
{
  const auto value = base::parse_double(text(name));
  if (!value || !std::isfinite(*value) || *value < low || *value > high) refuse(name, expected, text(name));
  return *value;
}

long long GivenValues::integer(const std::string& name, long long low, long long high, long long standard) const
{
  if (!has(name)) return standard;
  const auto value = base::parse_integer(text(name));
  if (!value || *value < low || *value > high)
    refuse(name, fmt::format("a whole number from {} to {}", low, high), text(name));
  return *value;
}

void GivenValues::threshold(const std::string& name, double low, double high, signal::Threshold& limit) const
{
  if (!has(name)) return;
  if (text(name) == "off") {
    limit.reset();
  } else {
    limit = number(name, low, high, fmt::format("a number from {} to {}, or off", low, high));
  }
}

void GivenValues::refuse(const std::string& name, const std::string& expected, const std::string& found)
{
  throw base::UsageError("", {.field = name, .expected = expected, .found = found});
}

}  // namespace dmn::jobs
