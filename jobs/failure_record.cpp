#include "failure_record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "output_lock.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* prefix = "failed-";
constexpr const char* excluded_word = "excluded";
constexpr const char* failed_word = "failed";

std::vector<std::filesystem::path> records_in(const std::filesystem::path& state_folder)
{
  std::vector<std::filesystem::path> records;
  std::error_code none;
  for (std::filesystem::directory_iterator entry(state_folder, none), end; !none && entry != end;
       entry.increment(none)) {
    if (entry->path().filename().string().starts_with(prefix)) records.push_back(entry->path());
  }
  return records;
}

/// One line, whatever a message holds.
std::string one_line(std::string text)
{
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  return text;
}

}  // namespace

FailureRecord::FailureRecord(std::filesystem::path state_folder, const std::string& scope)
    : path_(state_folder / (prefix + scope))
{
  if (scope == OutputLock::whole) forget_failures(state_folder);
  ::unlink(path_.c_str());
}

FailureRecord::~FailureRecord()
{
  if (file_ >= 0) ::close(file_);
}

void FailureRecord::add(const RecordedFailure& failure)
{
  if (file_ < 0) file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
  const std::string line = fmt::format("{}\t{}\t{}\n", one_line(failure.run),
                                       failure.has_shard ? excluded_word : failed_word, one_line(failure.reason));
  if (file_ >= 0) static_cast<void>(::write(file_, line.data(), line.size()) == 0);
}

void forget_failures(const std::filesystem::path& state_folder)
{
  for (const auto& record : records_in(state_folder)) ::unlink(record.c_str());
}

std::vector<RecordedFailure> recorded_failures(const std::filesystem::path& state_folder)
{
  std::vector<RecordedFailure> failures;
  for (const auto& record : records_in(state_folder)) {
    std::ifstream file(record);
    for (std::string line; std::getline(file, line) && !file.eof();) {
      auto cells = base::split(line, '\t');
      if (cells.size() != 3) continue;
      failures.push_back({std::move(cells[0]), cells[1] == excluded_word, std::move(cells[2])});
    }
  }
  std::ranges::stable_sort(failures, {}, &RecordedFailure::run);
  return failures;
}

}  // namespace dmn::jobs
