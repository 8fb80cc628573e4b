#include "quarantine.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "store/atomic_file.hpp"

namespace dmn::jobs {

Quarantine::Quarantine(const std::filesystem::path& state_folder) : folder_(state_folder / "quarantine") {}

std::optional<std::string> Quarantine::reason(const std::string& run, const std::string& fingerprints) const
{
  std::ifstream file(file_of(run));
  std::string found;
  std::string reason;
  if (!std::getline(file, found) || !std::getline(file, reason) || found != fingerprints) return std::nullopt;
  return reason;
}

void Quarantine::put(const std::string& run, const std::string& fingerprints, const std::string& reason) const
{
  store::write_text_atomically(file_of(run), fingerprints + "\n" + reason + "\n");
}

void Quarantine::release(const std::string& run) const
{
  ::unlink(file_of(run).c_str());
  ::rmdir(folder_.c_str());
}

std::filesystem::path Quarantine::file_of(const std::string& run) const
{
  std::string name = std::filesystem::path(run).filename().string();
  return folder_ / (name + ".txt");
}

}  // namespace dmn::jobs
