#include "report/type_width.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace dmn::report {
namespace {

constexpr std::array<std::uint16_t, 95> regular{
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr std::array<std::uint16_t, 95> semibold{
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};
constexpr double em = 1000;
constexpr std::uint16_t digit = 556;

std::size_t length_of(unsigned char first)
{
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

std::string_view take_character(std::string_view& text)
{
  const auto character = text.substr(0, length_of(static_cast<unsigned char>(text.front())));
  text.remove_prefix(character.size());
  return character;
}

std::string code_of(std::string_view character)
{
  static const std::map<std::string_view, std::string> others{
      {"−", "\x96"}, {"–", "\x96"}, {"—", "\x97"}, {"…", "\x85"}, {"‘", "\x91"}, {"’", "\x92"}, {"“", "\x93"},
      {"”", "\x94"}, {"•", "\x95"}, {"◀", "<"},    {"▶", ">"},    {"≥", ">="},   {"≤", "<="},   {"η", "eta"}};
  if (character.size() == 1) return std::string(character);
  if (const auto found = others.find(character); found != others.end()) return found->second;
  const auto first = static_cast<unsigned char>(character.front());
  const bool latin = character.size() == 2 && (first == 0xC2 || first == 0xC3);
  if (!latin) return "?";
  const auto second = static_cast<unsigned char>(character.back());
  return std::string(1, static_cast<char>(first == 0xC3 ? second + 0x40U : second));
}

}  // namespace

std::string windows_1252(std::string_view utf8)
{
  std::string text;
  while (!utf8.empty()) text += code_of(take_character(utf8));
  return text;
}

double type_width(std::string_view utf8, double size, bool bold)
{
  double width = 0;
  while (!utf8.empty()) {
    const auto character = take_character(utf8);
    const auto place = static_cast<unsigned char>(character.front()) - 32U;
    const bool known = character.size() == 1 && place < regular.size();
    width += known ? (bold ? semibold : regular).at(place) : digit;
  }
  return width * size / em;
}

std::string shortened(const std::string& utf8, double size, double width)
{
  if (type_width(utf8, size) <= width) return utf8;
  std::vector<std::string_view> characters;
  for (std::string_view rest = utf8; !rest.empty();) characters.push_back(take_character(rest));
  std::string start;
  std::string end;
  for (std::size_t k = 0; k < characters.size(); ++k) {
    const bool at_end = k % 3 == 2;
    const std::string next(at_end ? characters[characters.size() - 1 - k / 3] : characters[k - k / 3]);
    if (type_width(start + "…" + end + next, size) > width) break;
    (at_end ? end : start) = at_end ? next + end : start + next;
  }
  return start + "…" + end;
}

}  // namespace dmn::report
