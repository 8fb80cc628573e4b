#include "bids/image_runs.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "bids/file_kinds.hpp"
#include "bids/run_checks.hpp"

namespace dmn::bids {
namespace {

using base::InputError;

std::string joined_spaces(const Files& images)
{
  std::set<std::string> spaces;
  for (const auto* image : images) spaces.insert(display_space(image->entities));
  return base::join({spaces.begin(), spaces.end()}, ", ");
}

/// Looks at the files of one run and fills in what becomes its row of the manifest.
class ImageRun {
 public:
  ImageRun(FoundRun& found, const Files& files, const FuncFolder& folder, const IndexOptions& options)
      : found_(found), files_(files), folder_(folder), options_(options)
  {
  }

  void examine(const std::vector<SpaceChoice>& spaces)
  {
    const auto* image = choose_image(spaces);
    std::vector<NamedTime> times;
    if (image != nullptr) {
      found_.run.space = display_space(image->entities);
      found_.run.image = admitted(found_, *image);
      find_mask(*image);
      times = sidecar_times(*image);
      read_image(times);
    }
    if (image != nullptr && !found_.run.image.empty()) settle_repetition_time(found_, times, options_.tr_s);
    if (!ambiguous_) find_confounds(image);
  }

 private:
  const FoundFile* choose_image(const std::vector<SpaceChoice>& spaces)
  {
    const Files images = of_kind(files_, is_preprocessed);
    for (const auto& space : spaces) {
      Files matching;
      std::ranges::copy_if(images, std::back_inserter(matching),
                           [&](const auto* image) { return space.matches(image->entities); });
      if (matching.empty()) continue;
      require_one_resolution(matching, space);
      if (matching.size() == 1) return matching.front();
      ambiguous_ = true;
      found_.blame(InputError("several images for one run: " + joined_paths(matching)));
      return nullptr;
    }
    blame_absence(images, spaces);
    return nullptr;
  }

  void require_one_resolution(const Files& images, const SpaceChoice& space) const
  {
    const auto several = [&](const auto* image) {
      return image->entities.resolution != images.front()->entities.resolution;
    };
    if (std::ranges::none_of(images, several)) return;
    std::string example;
    for (const auto* image : images) example = std::max(example, image->entities.resolution);
    throw base::UsageError("several resolutions to choose from",
                           {.file = (found_.run.dataset / images.front()->path).string(),
                            .field = "input.space",
                            .expected = "one of them, as in " + space.name + ":res-" + example,
                            .found = joined_spaces(images)});
  }

  void blame_absence(const Files& images, const std::vector<SpaceChoice>& spaces)
  {
    if (images.empty()) {
      found_.blame(InputError("no desc-preproc_bold image", {.file = folder_.path.string()}));
      return;
    }
    std::vector<std::string> wanted;
    for (const auto& space : spaces)
      wanted.push_back(space.name + (space.resolution ? ":res-" + *space.resolution : ""));
    found_.blame(InputError("wrong space", {.file = images.front()->path.string(),
                                            .field = "space",
                                            .expected = base::join(wanted, " or "),
                                            .found = joined_spaces(images)}));
  }

  void find_mask(const FoundFile& image)
  {
    for (const auto* mask : of_kind(files_, is_mask)) {
      if (mask->entities.acquired == image.entities.acquired &&
          display_space(mask->entities) == display_space(image.entities))
        found_.run.mask = admitted(found_, *mask);
    }
  }

  std::vector<NamedTime> sidecar_times(const FoundFile& image)
  {
    std::vector<NamedTime> times;
    const auto* sidecar = sidecar_of(image, files_);
    if (sidecar == nullptr) return times;
    if (const auto json = admitted(found_, *sidecar); !json.empty()) add_sidecar_time(found_, json, times);
    return times;
  }

  void read_image(std::vector<NamedTime>& times)
  {
    if (found_.run.image.empty()) return;
    const auto path = found_.run.dataset / found_.run.image;
    try {
      const auto facts = options_.read_image_facts(path);
      found_.run.n_volumes = facts.n_volumes;
      found_.run.n_voxels = facts.n_voxels;
      if (facts.repetition_time) times.push_back({*facts.repetition_time, "pixdim[4]", path});
      if (facts.n_dimensions != 4)
        throw InputError("a single volume", {.file = path.string(),
                                             .field = "dimensions",
                                             .expected = "4 (a run of volumes)",
                                             .found = std::to_string(facts.n_dimensions)});
    } catch (const InputError& error) {
      found_.blame(error);
    }
  }

  void find_confounds(const FoundFile* image)
  {
    Files tables = of_kind(files_, is_confounds);
    if (image != nullptr)
      std::erase_if(tables, [&](const auto* table) { return table->entities.acquired != image->entities.acquired; });
    std::ranges::stable_sort(tables, std::greater{}, [](const auto* table) { return table->entities.suffix; });
    if (tables.empty()) {
      if (options_.needs_confounds)
        found_.blame(InputError("no confounds table", {.file = folder_.path.string(),
                                                       .expected = "*_desc-confounds_timeseries.tsv of the run"}));
      return;
    }
    found_.run.confounds = admitted(found_, *tables.front());
    if (const auto* sidecar = sidecar_of(*tables.front(), files_))
      found_.run.confounds_json = admitted(found_, *sidecar);
    if (options_.needs_confounds && !found_.run.confounds.empty()) check_confounds(found_, options_.needed_confounds);
  }

  FoundRun& found_;
  const Files& files_;
  const FuncFolder& folder_;
  const IndexOptions& options_;
  bool ambiguous_ = false;
};

/// Files of the task by run label. Single echoes and phase images are no runs of their own.
std::map<std::string, Files> files_by_run(const FuncFolder& folder, const std::string& task, WarningTally& warnings)
{
  std::map<std::string, Files> runs;
  for (const auto& file : folder.files) {
    const auto& entities = file.entities;
    if (entities.task != task) continue;
    const bool is_part = !entities.part.empty() && entities.part != "mag";
    if (!entities.echo.empty() || is_part) {
      if (is_preprocessed(file)) warnings.add("single echoes and phase images are ignored", file.path.string());
      continue;
    }
    runs[entities.run].push_back(&file);
  }
  return runs;
}

bool holds_a_run(const Files& files)
{
  return std::ranges::any_of(files, [](const auto* file) { return is_preprocessed(*file) || is_confounds(*file); });
}

void blame_foreign_files(FoundRun& found, const Files& files, const FuncFolder& folder)
{
  for (const auto* file : files) {
    const auto& entities = file->entities;
    if (entities.participant == folder.participant && entities.session == folder.session) continue;
    found.blame(InputError("file name and folder disagree",
                           {.file = file->path.string(),
                            .expected = base::display({folder.participant, folder.session, "", ""}),
                            .found = base::display({entities.participant, entities.session, "", ""})}));
    return;
  }
}

}  // namespace

std::vector<FoundRun> find_image_runs(const std::filesystem::path& dataset, std::size_t source,
                                      const IndexOptions& options, WarningTally& warnings)
{
  const auto spaces = parse_space(options.space);
  const auto scan = scan_dataset(dataset);
  std::vector<FoundRun> runs;
  for (const auto& refused : scan.refused) {
    runs.push_back(begin_run(dataset, source, refused.participant, refused.session));
    runs.back().blame(InputError(refused.refusal, {.file = refused.path.string()}));
  }
  for (const auto& folder : scan.folders) {
    for (const auto& [label, files] : files_by_run(folder, options.task, warnings)) {
      if (!holds_a_run(files)) continue;
      auto& found = runs.emplace_back(begin_run(dataset, source, folder.participant, folder.session));
      found.run.id.task = options.task;
      found.run.id.run = label;
      blame_foreign_files(found, files, folder);
      ImageRun(found, files, folder, options).examine(spaces);
    }
  }
  return runs;
}

}  // namespace dmn::bids
