#include "files/lines.hpp"

namespace dmn::files {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Lines::Lines(std::string_view text) : rest_(text)
{
  if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
  const auto last = rest_.find_last_not_of("\r\n");
  rest_ = last == std::string_view::npos ? std::string_view{} : rest_.substr(0, last + 1);
}

bool Lines::next(std::string_view& line)
{
  if (rest_.empty()) return false;
  const auto end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++number_;
  return true;
}

std::string_view take_field(std::string_view& line, char separator)
{
  const auto end = line.find(separator);
  const auto field = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
  return field;
}

}  // namespace dmn::files
