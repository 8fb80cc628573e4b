#include "report/number_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace dmn::report {
namespace {

constexpr const char* minus = "\xE2\x88\x92";

std::string magnitude(double value, int places)
{
  return std::isinf(value) ? "\xE2\x88\x9E" : fmt::format("{:.{}f}", std::abs(value), places);
}

bool is_zero(const std::string& digits)
{
  return digits.find_first_not_of("0.") == std::string::npos;
}

}  // namespace

std::string fixed(double value, int places)
{
  if (std::isnan(value)) return "n/a";
  const std::string digits = magnitude(value, places);
  return value < 0 && !is_zero(digits) ? minus + digits : digits;
}

std::string signed_fixed(double value, int places)
{
  if (std::isnan(value)) return "n/a";
  const std::string digits = magnitude(value, places);
  if (is_zero(digits)) return digits;
  return (value < 0 ? minus : "+") + digits;
}

std::string probability(double p)
{
  if (std::isnan(p)) return "n/a";
  if (p < 0.001) return "< .001";
  if (p > 0.999) return "> .999";
  const std::string digits = fmt::format("{:.3f}", p);
  return digits.substr(digits.front() == '0' ? 1 : 0);
}

std::string p_text(const std::string& name, double p)
{
  const std::string text = probability(p);
  const bool has_sign = text.front() == '<' || text.front() == '>';
  return name + (has_sign ? " " : " = ") + text;
}

std::string count_text(long long count)
{
  std::string text = std::to_string(std::abs(count));
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return count < 0 ? minus + text : text;
}

std::string coordinate(double value)
{
  const double rounded = std::round(value * 100) / 100;
  return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}

}  // namespace dmn::report
