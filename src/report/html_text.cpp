#include "report/html_text.hpp"

#include <algorithm>
#include <array>

namespace dmn::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool continues(char byte)
{
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Bytes of the character that starts `text`; 0 if it is none of UTF-8 (overlong forms and surrogates are none).
std::size_t character_length(std::string_view text)
{
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if (!continues(text[k])) return 0;
  }
  const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || outside ? 0 : length;
}

bool is_control(char byte)
{
  const auto code = static_cast<unsigned char>(byte);
  return (code < 0x20 && byte != '\t' && byte != '\n') || code == 0x7F;
}

constexpr std::string_view escaped_bytes = "&<>\"'";

std::string_view reference_of(char byte)
{
  switch (byte) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape_html(std::string_view text)
{
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0 || is_control(text.front())) {
      escaped += replacement;
    } else if (const auto reference = reference_of(text.front()); !reference.empty()) {
      escaped += reference;
    } else {
      escaped += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return escaped;
}

std::string plain_text(std::string_view html)
{
  std::string text;
  while (!html.empty()) {
    if (html.front() == '<') {
      html.remove_prefix(std::min(html.find('>'), html.size() - 1) + 1);
      continue;
    }
    const auto* escaped =
        std::ranges::find_if(escaped_bytes, [&](char byte) { return html.starts_with(reference_of(byte)); });
    const bool is_reference = escaped != escaped_bytes.end();
    text += is_reference ? *escaped : html.front();
    html.remove_prefix(is_reference ? reference_of(*escaped).size() : 1);
  }
  return text;
}

std::string attribute(std::string_view name, std::string_view value)
{
  if (value.empty()) return {};
  return " " + std::string(name) + "=\"" + escape_html(value) + "\"";
}

std::string base64(std::span<const std::uint8_t> bytes)
{
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) word = word << 8U | (k < left ? bytes[at + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= left ? letters[word >> (18U - 6U * k) & 63U] : '=';
  }
  return text;
}

}  // namespace dmn::report
