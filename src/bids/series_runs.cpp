#include "bids/series_runs.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "bids/file_kinds.hpp"
#include "files/matrix_file.hpp"

namespace dmn::bids {
namespace {

using base::InputError;

struct RunKey {
  std::string task;
  std::string run;
  auto operator<=>(const RunKey&) const = default;
};

/// Files by task and run; a file without a task belongs to whatever task is asked for.
std::map<RunKey, Files> files_by_run(const FuncFolder& folder, const std::string& task)
{
  std::map<RunKey, Files> runs;
  for (const auto& file : folder.files) {
    const auto& entities = file.entities;
    if (entities.task.empty() || entities.task == task) runs[{entities.task, entities.run}].push_back(&file);
  }
  return runs;
}

void take_confounds(FoundRun& found, const FoundFile& series, const Files& files)
{
  for (const auto* table : of_kind(files, is_confounds)) {
    if (table->entities.acquired != series.entities.acquired) continue;
    found.run.confounds = admitted(found, *table);
    if (const auto* sidecar = sidecar_of(*table, files)) found.run.confounds_json = admitted(found, *sidecar);
  }
}

void examine_files(FoundRun& found, const Files& files, const IndexOptions& options)
{
  const Files series = of_kind(files, is_series);
  if (series.size() > 1) {
    found.blame(InputError("several series for one run: " + joined_paths(series)));
    return;
  }
  found.run.series = admitted(found, *series.front());
  found.run.space = series.front()->entities.space;
  take_confounds(found, *series.front(), files);
  std::vector<NamedTime> times;
  if (const auto* sidecar = sidecar_of(*series.front(), files)) {
    if (const auto json = admitted(found, *sidecar); !json.empty()) add_sidecar_time(found, json, times);
  }
  examine_series(found, options, std::move(times));
}

void count_volumes(FoundRun& found)
{
  auto& run = found.run;
  try {
    const auto shape = files::read_text_matrix_shape(run.dataset / run.series);
    run.n_volumes = run.roi_by_time ? shape.columns : shape.rows;
    run.n_voxels = run.roi_by_time ? shape.rows : shape.columns;
  } catch (const InputError& error) {
    found.blame(error);
  }
}

}  // namespace

void examine_series(FoundRun& found, const IndexOptions& options, std::vector<NamedTime> times)
{
  const auto& run = found.run;
  if (run.series.empty()) return;
  count_volumes(found);
  settle_repetition_time(found, times, options.tr_s);
  if (!options.needs_confounds) return;
  if (!run.confounds.empty()) {
    check_confounds(found, options.needed_confounds);
  } else if (found.problems.empty()) {
    found.blame(InputError("no confounds table", {.file = (run.dataset / run.series).string(),
                                                  .expected = "one that denoise.strategy and the censoring can use"}));
  }
}

std::vector<FoundRun> find_series_runs(const std::filesystem::path& folder, const IndexOptions& options,
                                       WarningTally& warnings)
{
  const auto scan = scan_dataset(folder, Layout::func_folders_or_flat);
  std::vector<FoundRun> runs;
  for (const auto& refused : scan.refused) {
    runs.push_back(begin_run(folder, 0, refused.participant, refused.session));
    runs.back().blame(InputError(refused.refusal, {.file = refused.path.string()}));
  }
  for (const auto& place : scan.folders) {
    for (const auto& [key, files] : files_by_run(place, options.task)) {
      if (of_kind(files, is_series).empty()) continue;
      if (key.task.empty()) warnings.add("a series names no task", of_kind(files, is_series).front()->path.string());
      auto& found = runs.emplace_back(begin_run(folder, 0, place.participant, place.session));
      found.run.id.task = key.task;
      found.run.id.run = key.run;
      examine_files(found, files, options);
    }
  }
  return runs;
}

}  // namespace dmn::bids
