#include "result_folders.hpp"

#include <algorithm>

namespace dmn::jobs {

std::vector<std::filesystem::path> folders_with(const std::filesystem::path& parent,
                                                const std::vector<std::string>& files)
{
  std::vector<std::filesystem::path> folders;
  if (!std::filesystem::is_directory(parent)) return folders;
  for (const auto& entry : std::filesystem::directory_iterator(parent)) {
    const auto holds = [&](const std::string& file) { return std::filesystem::is_regular_file(entry.path() / file); };
    if (std::ranges::all_of(files, holds)) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

}  // namespace dmn::jobs
