#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dmn::report {

/// Text for element content and for quoted attributes: & < > " ' become references; what is not UTF-8, and control
/// characters but tab and line break, become U+FFFD. Names of regions, sites and columns are untrusted: every text of
/// a result file goes through here.
std::string escape_html(std::string_view text);

/// Text of HTML that escape_html() and our own tags made: tags dropped, references resolved.
std::string plain_text(std::string_view html);

/// ` name="value"` with the value escaped; nothing where the value is empty.
std::string attribute(std::string_view name, std::string_view value);

/// Bytes as base64 (RFC 4648), for `data:` addresses.
std::string base64(std::span<const std::uint8_t> bytes);

}  // namespace dmn::report
