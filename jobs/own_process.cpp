#include "own_process.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <system_error>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

constexpr char answered = 'a';
constexpr char failed = 'f';

[[noreturn]] void fail(const std::string& problem)
{
  throw base::IoError(problem + ": " + std::generic_category().message(errno));
}

void write_all(int to, const std::string& text)
{
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(to, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) _exit(1);
    if (n > 0) done += static_cast<std::size_t>(n);
  }
}

std::string read_all(int from)
{
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t n = ::read(from, part.data(), part.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(n));
  }
}

/// A fatal signal ends the process: what a handler of MPI would do belongs to the parent, and so do requests to stop.
void forget_handlers()
{
  for (const int signal_number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal_number, SIG_DFL);
  for (const int signal_number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(signal_number, SIG_IGN);
}

[[noreturn]] void be_the_child(int to_parent, pid_t parent, const std::function<std::string()>& work)
{
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) _exit(1);
  forget_handlers();
  std::string text;
  try {
    text = answered + work();
  } catch (const std::exception& problem) {
    text = failed + std::string(problem.what());
  } catch (...) {
    text = failed + std::string("unknown exception");
  }
  write_all(to_parent, text);
  _exit(0);
}

std::string words_of(int status)
{
  if (WIFSIGNALED(status)) return fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  return fmt::format("exit status {} without an answer", WEXITSTATUS(status));
}

}  // namespace

OwnProcessResult in_own_process(const std::function<std::string()>& work)
{
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail("cannot make a pipe");
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    for (const int end : ends) ::close(end);
    fail("cannot make a process");
  }
  if (child == 0) {
    ::close(ends[0]);
    be_the_child(ends[1], parent, work);
  }
  ::close(ends[1]);
  const std::string text = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0 && !text.empty();
  if (!ended_well) return {.death = words_of(status)};
  if (text.front() == answered) return {.answer = text.substr(1)};
  return {.failure = text.substr(1)};
}

}  // namespace dmn::jobs
