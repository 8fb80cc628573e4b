#include "result_files.hpp"

#include <algorithm>
#include <functional>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

bool is_stage(const fs::path& folder)
{
  const auto name = folder.filename().string();
  return name.starts_with("sub-") || name.starts_with('.') || name == "slurm";
}

bool tells_of_the_machine(const fs::path& file)
{
  return file == "manifest.tsv" || file.filename() == "provenance.json";
}

std::vector<fs::path> files_below(const fs::path& out, const std::function<bool(const fs::path&)>& wanted)
{
  if (!fs::is_directory(out)) throw base::UsageError("not a folder", {.file = out.string(), .field = "out"});
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(out); entry != fs::recursive_directory_iterator(); ++entry) {
    const auto relative = entry->path().lexically_relative(out);
    if (entry->is_directory() && is_stage(relative)) entry.disable_recursion_pending();
    if (entry->is_regular_file() && wanted(relative)) files.push_back(relative);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<fs::path> result_files(const fs::path& out)
{
  return files_below(out, [](const fs::path& file) { return file.extension() == ".h5"; });
}

std::vector<fs::path> result_tables(const fs::path& out)
{
  return files_below(out, [](const fs::path& file) {
    const auto kind = unpacked_name(file).extension();
    return (kind == ".tsv" || kind == ".json") && !tells_of_the_machine(file);
  });
}

std::vector<fs::path> result_pages(const fs::path& out)
{
  return files_below(out, [](const fs::path& file) { return file.extension() == ".html"; });
}

fs::path unpacked_name(const fs::path& table)
{
  return table.extension() == ".gz" ? fs::path(table).replace_extension() : table;
}

}  // namespace dmn::jobs
