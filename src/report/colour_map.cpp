#include "report/colour_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace dmn::report {
namespace {

constexpr int steps = 127;
constexpr Rgb missing{.red = 0xB8, .green = 0xB8, .blue = 0xB8};

std::uint8_t between(std::uint8_t low, std::uint8_t high, double share)
{
  return static_cast<std::uint8_t>(std::lround(low + share * (static_cast<double>(high) - low)));
}

std::uint8_t byte_of(const std::string& text, std::size_t at)
{
  return static_cast<std::uint8_t>(std::stoi(text.substr(at, 2), nullptr, 16));
}

}  // namespace

std::string hex(const Rgb& colour)
{
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

Rgb rgb(const std::string& hex)
{
  const bool fits =
      hex.size() == 7 && hex.front() == '#' && hex.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
  if (!fits) throw base::ShapeError("not a colour", {.field = "colour", .expected = "#rrggbb", .found = hex});
  return {.red = byte_of(hex, 1), .green = byte_of(hex, 3), .blue = byte_of(hex, 5)};
}

ColourMap::ColourMap(const std::array<const char*, 11>& anchors)
{
  std::ranges::transform(anchors, anchors_.begin(), [](const char* text) { return rgb(text); });
}

ColourMap ColourMap::blue_red()
{
  return ColourMap({"#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fddbc7", "#f4a582", "#d6604d",
                    "#b2182b", "#67001f"});
}

ColourMap ColourMap::purple_orange()
{
  return ColourMap({"#2d004b", "#542788", "#8073ac", "#b2abd2", "#d8daeb", "#f7f7f7", "#fee0b6", "#fdb863", "#e08214",
                    "#b35806", "#7f3b08"});
}

Rgb ColourMap::at(double share) const
{
  if (std::isnan(share)) return missing;
  const double place = (std::clamp(share, -1.0, 1.0) + 1) * 5;
  const auto low = std::min<std::size_t>(9, static_cast<std::size_t>(place));
  const double rest = place - static_cast<double>(low);
  const Rgb& a = anchors_.at(low);
  const Rgb& b = anchors_.at(low + 1);
  return {.red = between(a.red, b.red, rest),
          .green = between(a.green, b.green, rest),
          .blue = between(a.blue, b.blue, rest)};
}

std::vector<Rgb> ColourMap::palette() const
{
  std::vector<Rgb> colours;
  for (int step = -steps; step <= steps; ++step) colours.push_back(at(static_cast<double>(step) / steps));
  colours.push_back(missing);
  return colours;
}

std::uint8_t ColourMap::index_of(double value, double limit)
{
  if (std::isnan(value)) return 2 * steps + 1;
  return static_cast<std::uint8_t>(steps + std::lround(std::clamp(value / limit, -1.0, 1.0) * steps));
}

}  // namespace dmn::report
