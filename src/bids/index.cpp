#include "bids/index.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "bids/cohort_join.hpp"
#include "bids/image_runs.hpp"
#include "bids/participants.hpp"
#include "bids/series_runs.hpp"

namespace dmn::bids {
namespace {

namespace fs = std::filesystem;
using base::UsageError;

/// `study/fmriprep`, or `SITE (study/fmriprep)`: tells folders apart without saying where they lie.
std::string shown_name(const DerivativesFolder& folder, const fs::path& whole)
{
  const auto tail = (whole.parent_path().filename() / whole.filename()).string();
  return folder.site.empty() ? tail : folder.site + " (" + tail + ")";
}

fs::path whole_folder(const fs::path& folder)
{
  auto whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

std::vector<Source> sources_of(const IndexOptions& options)
{
  std::vector<DerivativesFolder> folders = options.derivatives;
  if (options.series) {
    const bool is_folder = fs::is_directory(*options.series);
    folders = {{.site = "", .path = is_folder ? *options.series : whole_folder(*options.series).parent_path()}};
  }
  std::vector<Source> sources;
  for (const auto& folder : folders) {
    const auto whole = whole_folder(folder.path);
    if (!fs::is_directory(whole))
      throw UsageError("no such folder",
                       {.file = whole.string(), .field = options.series ? "input.series" : "input.derivatives"});
    for (const auto& earlier : sources) {
      if (fs::equivalent(earlier.dataset, whole))
        throw UsageError("the same folder twice", {.file = whole.string(), .field = "input.derivatives"});
    }
    sources.push_back(
        {.dataset = whole, .site = folder.site, .shown = shown_name(folder, whole), .table = std::nullopt});
  }
  return sources;
}

bool same_file(const fs::path& one, const fs::path& other)
{
  std::error_code error;
  return one == other || fs::equivalent(one, other, error);
}

/// Reads each table once and notes which folders it serves.
std::vector<ParticipantsTable> tables_of(std::vector<Source>& sources, const IndexOptions& options,
                                         std::vector<std::string>& warnings)
{
  std::vector<ParticipantsTable> tables;
  for (auto& source : sources) {
    const auto path = options.participants ? options.participants : default_participants(source.dataset);
    if (!path) {
      warnings.push_back("no participants table for " + source.shown + ": the groups are not known");
      continue;
    }
    const auto same = std::ranges::find_if(tables, [&](const auto& table) { return same_file(table.path(), *path); });
    source.table = static_cast<std::size_t>(same - tables.begin());
    if (same != tables.end()) continue;
    tables.emplace_back(*path, options.group_column, options.site_column);
    warnings.insert(warnings.end(), tables.back().warnings.begin(), tables.back().warnings.end());
  }
  require_columns(tables, options.group_column, options.site_column, warnings);
  return tables;
}

std::vector<FoundRun> find_runs(const std::vector<Source>& sources, const IndexOptions& options, WarningTally& warnings)
{
  if (options.series && !fs::is_directory(*options.series)) return read_series_manifest(*options.series, options);
  if (options.series) return find_series_runs(sources.front().dataset, options, warnings);
  std::vector<FoundRun> runs;
  for (std::size_t source = 0; source < sources.size(); ++source) {
    auto found = find_image_runs(sources[source].dataset, source, options, warnings);
    std::ranges::move(found, std::back_inserter(runs));
  }
  return runs;
}

}  // namespace

Manifest index_cohort(const IndexOptions& options)
{
  if (options.derivatives.empty() == !options.series.has_value())
    throw UsageError("nothing to index, or two kinds of input",
                     {.expected = "either input.derivatives or input.series"});
  if (!options.series && !options.read_image_facts)
    throw base::ShapeError("index_cohort needs a reader of image headers");
  WarningTally tally;
  std::vector<std::string> warnings;
  auto sources = sources_of(options);
  const auto tables = tables_of(sources, options, warnings);
  auto manifest = join_cohort(find_runs(sources, options, tally), sources, tables, options.task, tally);
  manifest.warnings = std::move(warnings);
  std::ranges::copy(tally.texts(), std::back_inserter(manifest.warnings));
  return manifest;
}

}  // namespace dmn::bids
