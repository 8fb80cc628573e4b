#include "shell.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/error.hpp"

extern char** environ;

namespace dmn::jobs {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void fail(const std::string& problem, int number)
{
  throw base::IoError(problem + ": " + std::generic_category().message(number));
}

/// Has no name and goes with the process: a command that writes much to both streams cannot block on it.
TemporaryFile temporary_file()
{
  TemporaryFile file(std::tmpfile());
  if (!file) fail("cannot make a temporary file", errno);
  return file;
}

std::string content(const TemporaryFile& file)
{
  std::string text;
  std::array<char, 4096> buffer{};
  std::rewind(file.get());
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;)
    text.append(buffer.data(), n);
  return text;
}

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void empty_input() { posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0); }
  void redirect(const TemporaryFile& file, int stream)
  {
    posix_spawn_file_actions_adddup2(&actions_, fileno(file.get()), stream);
  }
  const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_ = {};
};

int wait_for(pid_t process)
{
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail("cannot wait for a command", errno);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::string shell_word(const std::string& text)
{
  constexpr const char* harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (!text.empty() && text.find_first_not_of(harmless) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string shell_line(const std::vector<std::string>& words)
{
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

CommandResult run_command(const std::vector<std::string>& words)
{
  const auto output = temporary_file();
  const auto errors = temporary_file();
  FileActions actions;
  actions.empty_input();
  actions.redirect(output, STDOUT_FILENO);
  actions.redirect(errors, STDERR_FILENO);
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  arguments.reserve(copies.size() + 1);
  for (auto& copy : copies) arguments.push_back(copy.data());
  arguments.push_back(nullptr);
  pid_t process = 0;
  const int problem = posix_spawnp(&process, arguments.front(), actions.get(), nullptr, arguments.data(), environ);
  if (problem != 0) fail("cannot run " + words.front(), problem);
  const int status = wait_for(process);
  return {status, content(output), content(errors)};
}

}  // namespace dmn::jobs
