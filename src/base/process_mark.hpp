#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace dmn::base {

/// Which process this is or was, on any machine: host, number and when it started. A number is given again to later
/// processes; number and start together are not. Containers may number their processes apart.
struct ProcessMark {
  std::string host = {};
  unsigned long long numbering = 0;  ///< inode of the PID namespace
  long number = 0;
  unsigned long long start = 0;  ///< clock ticks since the machine started (proc(5), field 22)

  auto operator<=>(const ProcessMark&) const = default;
};

/// The calling process.
ProcessMark this_process();

/// `node7-4026531836-1234-567890`: for file names; no dots.
std::string text_of(const ProcessMark& mark);
/// Nothing if the text is not one of text_of().
std::optional<ProcessMark> process_mark_from(std::string_view text);

/// `process 1234 on node7`: for messages.
std::string display(const ProcessMark& mark);

/// Whether a process runs. Zombies do not. Only a process that sees the same numbers can tell: else nothing.
std::optional<bool> is_running(const ProcessMark& mark);

}  // namespace dmn::base
