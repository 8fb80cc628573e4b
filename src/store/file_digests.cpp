#include <algorithm>

#include "store/attributes.hpp"
#include "store/contents.hpp"
#include "store/dataset_reader.hpp"
#include "store/digest.hpp"
#include "store/hdf5_file.hpp"

namespace dmn::store {
namespace {

constexpr const char* provenance_group = "/provenance";
/// Our files are at most three groups deep; a file whose groups contain one another is not ours.
constexpr int deepest = 8;

enum class Trust { nothing, what_is_recorded };

std::string digest_now(const StoredDataset& dataset, const std::string& recorded, Trust trust)
{
  return trust == Trust::what_is_recorded && !recorded.empty() ? recorded : dataset.digest();
}

void add_group(hid_t file, hid_t group, const std::string& path, int depth, Trust trust,
               std::vector<DatasetDigest>& digests)
{
  if (depth > deepest) throw base::IoError("groups are nested too deeply", {.field = path});
  if (!attribute_names(group).empty()) {
    const bool sealed = has_attribute(group, digest_attribute);
    digests.push_back(
        {path.empty() ? "/" : path, group_digest(group), sealed ? read_text_attribute(group, digest_attribute) : ""});
  }
  for (const auto& member : members(group)) {
    const std::string below = path + "/" + member.name;
    if (below == provenance_group) continue;
    if (member.is_group) {
      add_group(file, open_member(group, member).id(), below, depth + 1, trust, digests);
    } else {
      const StoredDataset dataset(file, below);
      const std::string recorded = dataset.recorded_digest();
      digests.push_back({below, digest_now(dataset, recorded, trust), recorded});
    }
  }
}

/// A dataset that the file lists and no longer holds has no digest now.
void add_missing(hid_t file, std::vector<DatasetDigest>& digests)
{
  const auto present = dataset_paths(file);
  for (const auto& path : listed_contents(file)) {
    if (!std::ranges::binary_search(present, path)) digests.push_back({path, "", "present"});
  }
}

std::vector<DatasetDigest> digests_of(const std::filesystem::path& path, Trust trust)
{
  return naming_file(path, [&] {
    const Handle file = open_file(path);
    std::vector<DatasetDigest> digests;
    add_group(file.id(), open_group(file.id(), "/").id(), "", 0, trust, digests);
    add_missing(file.id(), digests);
    std::ranges::sort(digests, {}, &DatasetDigest::dataset);
    return digests;
  });
}

}  // namespace

std::vector<DatasetDigest> file_digests(const std::filesystem::path& path)
{
  return digests_of(path, Trust::nothing);
}

std::vector<DatasetDigest> recorded_digests(const std::filesystem::path& path)
{
  return digests_of(path, Trust::what_is_recorded);
}

}  // namespace dmn::store
