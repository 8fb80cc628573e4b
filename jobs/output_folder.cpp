#include "output_folder.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* problem = "this is a link that leads out of the output folder";

bool leads_out(const fs::path& folder, const fs::path& out)
{
  std::error_code none;
  if (!fs::is_symlink(fs::symlink_status(folder, none)) || !fs::is_directory(folder, none)) return false;
  const fs::path root = fs::canonical(out, none);
  const fs::path target = fs::canonical(folder, none);
  return std::ranges::mismatch(root, target).in1 != root.end();
}

void require_own_folders(const fs::path& out, const fs::path& folder, int depth)
{
  std::error_code none;
  for (fs::directory_iterator entry(folder, none), end; !none && entry != end; entry.increment(none)) {
    if (leads_out(entry->path(), out))
      throw base::UsageError(problem,
                             {.file = entry->path().string(), .field = "out", .expected = "a folder, or nothing"});
    const bool of_a_participant = entry->path().filename().string().starts_with("sub-");
    if (depth > 1 && !of_a_participant && entry->is_directory(none)) require_own_folders(out, entry->path(), depth - 1);
  }
}

}  // namespace

void require_own_folders(const fs::path& out)
{
  constexpr int depth = 2;
  require_own_folders(out, out, depth);
}

void require_inside(const fs::path& out, const fs::path& file)
{
  fs::path folder = out;
  for (const auto& part : file.parent_path().lexically_relative(out)) {
    folder /= part;
    if (leads_out(folder, out)) throw base::IoError(problem, {.file = folder.string()});
  }
}

}  // namespace dmn::jobs
