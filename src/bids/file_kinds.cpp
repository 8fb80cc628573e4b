#include "bids/file_kinds.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace dmn::bids {
namespace {

bool is_table(const Entities& entities)
{
  return entities.extension == ".tsv" || entities.extension == ".tsv.gz";
}

bool is_image(const Entities& entities)
{
  return entities.extension == ".nii.gz" || entities.extension == ".nii";
}

}  // namespace

bool is_preprocessed(const FoundFile& file)
{
  return is_image(file.entities) && file.entities.suffix == "bold" && file.entities.description == "preproc";
}

bool is_mask(const FoundFile& file)
{
  return is_image(file.entities) && file.entities.suffix == "mask" && file.entities.description == "brain";
}

bool is_confounds(const FoundFile& file)
{
  const auto& suffix = file.entities.suffix;
  return is_table(file.entities) && file.entities.description == "confounds" &&
         (suffix == "timeseries" || suffix == "regressors");
}

bool is_series(const FoundFile& file)
{
  return is_table(file.entities) && file.entities.suffix == "timeseries" && file.entities.description != "confounds";
}

Files of_kind(const Files& files, bool (*is_kind)(const FoundFile&))
{
  Files result;
  std::ranges::copy_if(files, std::back_inserter(result), [is_kind](const auto* file) { return is_kind(*file); });
  return result;
}

const FoundFile* sidecar_of(const FoundFile& file, const Files& files)
{
  const auto found = std::ranges::find_if(files, [&](const auto* other) {
    return other->entities.extension == ".json" && other->entities.base_name == file.entities.base_name;
  });
  return found == files.end() ? nullptr : *found;
}

std::string joined_paths(const Files& files)
{
  std::vector<std::string> names;
  for (const auto* file : files) names.push_back(file->path.string());
  return base::join(names, " and ");
}

}  // namespace dmn::bids
