#include "in_hand.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

std::filesystem::path notes_folder(const std::filesystem::path& state_folder)
{
  return state_folder / "in_hand";
}

}  // namespace

InHandNote::InHandNote(std::filesystem::path state_folder, int rank)
    : path_(notes_folder(state_folder) / text_of(base::this_process())), rank_(rank)
{
}

InHandNote::~InHandNote()
{
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(path_.c_str());
  ::rmdir(path_.parent_path().c_str());
}

void InHandNote::begin(const std::string& run)
{
  if (file_ < 0) {
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
  }
  const std::string text = fmt::format("{}\n{}\n", rank_, run);
  if (file_ >= 0) static_cast<void>(::pwrite(file_, text.data(), text.size(), 0) == 0);
}

void InHandNote::end()
{
  if (file_ >= 0) static_cast<void>(::ftruncate(file_, 0) == 0);
}

std::vector<LeftNote> notes_left(const std::filesystem::path& state_folder,
                                 const std::vector<base::ProcessMark>& of_this_job)
{
  std::vector<LeftNote> notes;
  std::error_code none;
  for (std::filesystem::directory_iterator entry(notes_folder(state_folder), none), end; !none && entry != end;
       entry.increment(none)) {
    const auto process = base::process_mark_from(entry->path().filename().string());
    if (!process || std::ranges::find(of_this_job, *process) != of_this_job.end()) continue;
    LeftNote note{.path = entry->path(), .process = *process};
    std::ifstream file(note.path);
    std::string rank;
    std::getline(file, rank);
    std::getline(file, note.run);
    const bool torn = file.eof();
    if (torn) note.run.clear();
    note.rank = static_cast<int>(base::parse_integer(rank).value_or(0));
    notes.push_back(std::move(note));
  }
  std::ranges::sort(notes, {}, &LeftNote::run);
  return notes;
}

}  // namespace dmn::jobs
