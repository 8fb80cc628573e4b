#pragma once

#include <string>
#include <vector>

namespace dmn::jobs {

/// The text as one word of a POSIX shell: quoted where it must be.
std::string shell_word(const std::string& text);

/// Words separated by blanks, each quoted where it must be.
std::string shell_line(const std::vector<std::string>& words);

struct CommandResult {
  int status = 0;  ///< exit status; 128 + signal where a signal ended it
  std::string output;
  std::string errors;
};

/// Runs a program found in PATH, without a shell, and waits for it.
/// @throws IoError when it cannot be started
CommandResult run_command(const std::vector<std::string>& words);

}  // namespace dmn::jobs
