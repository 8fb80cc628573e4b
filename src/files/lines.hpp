#pragma once

#include <cstddef>
#include <string_view>

namespace dmn::files {

/// Walks over the lines of a text without copying it. A line has neither its `\n` nor a `\r` before it; a byte-order
/// mark at the start and empty lines at the end are not there.
class Lines {
 public:
  explicit Lines(std::string_view text);

  /// The next line, or false at the end.
  bool next(std::string_view& line);
  /// Of the line that `next` gave last, counted from 1.
  std::size_t number() const noexcept { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// The field before the first separator, which is removed from `line` together with it. At the last field `line`
/// becomes empty and its data() null, so `while (line.data())` visits every field, an empty one at the end too.
std::string_view take_field(std::string_view& line, char separator);

}  // namespace dmn::files
