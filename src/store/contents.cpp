#include "store/contents.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/attributes.hpp"

namespace dmn::store {
namespace {

constexpr const char* contents_attribute = "contents";
constexpr const char* provenance_group = "/provenance";
/// Our files are at most three groups deep; a file whose groups contain one another is not ours.
constexpr int deepest = 8;

void add_paths(hid_t group, const std::string& path, int depth, std::vector<std::string>& paths)
{
  if (depth > deepest) throw base::IoError("groups are nested too deeply", {.field = path});
  for (const auto& member : members(group)) {
    const std::string below = path + "/" + member.name;
    if (below == provenance_group) continue;
    if (member.is_group) {
      add_paths(open_member(group, member).id(), below, depth + 1, paths);
    } else {
      paths.push_back(below);
    }
  }
}

}  // namespace

std::vector<std::string> dataset_paths(hid_t file)
{
  std::vector<std::string> paths;
  add_paths(open_group(file, "/").id(), "", 0, paths);
  std::ranges::sort(paths);
  return paths;
}

void seal_file(hid_t file)
{
  write_attribute(file, contents_attribute, base::join(dataset_paths(file), "\n"));
  seal_group(file);
}

std::vector<std::string> listed_contents(hid_t file)
{
  if (!has_attribute(file, contents_attribute)) return {};
  const std::string text = read_text_attribute(file, contents_attribute);
  return text.empty() ? std::vector<std::string>{} : base::split(text, '\n');
}

}  // namespace dmn::store
