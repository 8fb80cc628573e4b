#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace dmn::report {

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Rgb&) const = default;
};

/// `#b35806`
std::string hex(const Rgb& colour);
/// @throws ShapeError for a text that is not `#rrggbb`
Rgb rgb(const std::string& hex);

/// A diverging map: eleven colours from the lowest to the highest value, linear in between, zero in the middle.
/// ColorBrewer 2 (Harrower & Brewer 2003, doi:10.1179/000870403235002042): both are safe for red-green blindness.
class ColourMap {
 public:
  static ColourMap blue_red();       ///< correlations
  static ColourMap purple_orange();  ///< differences: orange is higher in the first group

  /// @param share  -1 the lowest, 0 the middle, 1 the highest; beyond is the end
  Rgb at(double share) const;
  /// 255 colours from lowest to highest, the middle one exactly zero, then the colour of missing values.
  std::vector<Rgb> palette() const;
  /// Position in palette() of a value on a symmetric scale. @param limit  above 0; NaN is missing
  static std::uint8_t index_of(double value, double limit);

 private:
  explicit ColourMap(const std::array<const char*, 11>& anchors);

  std::array<Rgb, 11> anchors_;
};

}  // namespace dmn::report
