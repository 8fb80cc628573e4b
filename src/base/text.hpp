#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dmn::base {

std::string_view trim(std::string_view text);
/// Fields between separators; an empty text has one empty field.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string lower(std::string_view text);

/// The whole text as a finite or infinite number, `.` as decimal point whatever the locale; nothing if it is not one.
std::optional<double> parse_double(std::string_view text);
std::optional<long long> parse_integer(std::string_view text);

/// `n/a`, empty, `NA`, `NaN` (any case): how tables say that a value is missing.
bool is_missing(std::string_view cell);

/// Shortest text that reads back as the same double; `n/a` for NaN.
std::string format_number(double value);

/// The candidate nearest to `word` in edit distance; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// `*` stands for any characters; the whole name must match.
bool matches_wildcard(std::string_view pattern, std::string_view name);

}  // namespace dmn::base
