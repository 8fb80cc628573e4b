#include "base/process_mark.hpp"

#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.hpp"

namespace dmn::base {
namespace {

struct ProcessState {
  char letter = '\0';  ///< `Z`: has ended, nobody asked how
  unsigned long long start = 0;
};

/// Fields 3 and 22 of /proc/<number>/stat; the name in field 2 may hold anything, but ends at the last bracket.
std::optional<ProcessState> state_of(long number)
{
  std::ifstream file("/proc/" + std::to_string(number) + "/stat");
  std::ostringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const auto bracket = text.rfind(')');
  if (bracket == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(bracket + 1));
  ProcessState state;
  fields >> state.letter;
  constexpr int between = 18;
  std::string skipped;
  for (int field = 0; field < between; ++field) fields >> skipped;
  if (!(fields >> state.start)) return std::nullopt;
  return state;
}

/// The host's name without dots, so that the mark can stand between dots in a file name. No host has a `_`.
std::string host_name()
{
  utsname machine = {};
  uname(&machine);
  std::string host = machine.nodename;
  std::ranges::replace(host, '.', '_');
  return host;
}

unsigned long long own_numbering()
{
  struct stat space = {};
  return ::stat("/proc/self/ns/pid", &space) == 0 ? space.st_ino : 0;
}

/// Takes a number from the end of a text that ends in `-<number>`.
std::optional<unsigned long long> take_number(std::string_view& text)
{
  const auto dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const auto digits = text.substr(dash + 1);
  const bool plain = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  const auto number = plain ? parse_integer(digits) : std::nullopt;
  if (!number) return std::nullopt;
  text = text.substr(0, dash);
  return static_cast<unsigned long long>(*number);
}

}  // namespace

ProcessMark this_process()
{
  const long number = ::getpid();
  const auto state = state_of(number);
  return {host_name(), own_numbering(), number, state ? state->start : 0};
}

std::string text_of(const ProcessMark& mark)
{
  return mark.host + "-" + std::to_string(mark.numbering) + "-" + std::to_string(mark.number) + "-" +
         std::to_string(mark.start);
}

std::optional<ProcessMark> process_mark_from(std::string_view text)
{
  const auto start = take_number(text);
  const auto number = start ? take_number(text) : std::nullopt;
  const auto numbering = number ? take_number(text) : std::nullopt;
  if (!numbering || *number == 0) return std::nullopt;
  return ProcessMark{std::string(text), *numbering, static_cast<long>(*number), *start};
}

std::string display(const ProcessMark& mark)
{
  return "process " + std::to_string(mark.number) + " on " + mark.host;
}

std::optional<bool> is_running(const ProcessMark& mark)
{
  if (mark.host != host_name() || mark.numbering != own_numbering()) return std::nullopt;
  const auto state = state_of(mark.number);
  return state && state->start == mark.start && state->letter != 'Z' && state->letter != 'X';
}

}  // namespace dmn::base
