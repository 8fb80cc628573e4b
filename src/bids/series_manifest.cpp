#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "bids/dataset_path.hpp"
#include "bids/series_runs.hpp"
#include "files/delimited.hpp"

namespace dmn::bids {
namespace {

using base::InputError;
using base::UsageError;

/// A label as tables write it: `2`, `ses-2`, empty for `n/a`.
std::string bare_label(const std::string& cell, const std::string& key)
{
  if (base::is_missing(cell)) return {};
  const std::string label(base::trim(cell));
  return label.starts_with(key) ? label.substr(key.size()) : label;
}

/// A series manifest with its columns found once.
class SeriesManifest {
 public:
  explicit SeriesManifest(const std::filesystem::path& path)
      : table_(files::read_tsv(path)),
        folder_(std::filesystem::absolute(path).lexically_normal().parent_path()),
        participant_(table_.require("participant_id")),
        session_(table_.require("session")),
        file_(table_.require("file")),
        run_(table_.find("run")),
        task_(table_.find("task")),
        tr_s_(table_.find("tr_s")),
        confounds_(table_.find("confounds")),
        orientation_(table_.find("orientation"))
  {
  }

  std::vector<FoundRun> runs(const IndexOptions& options)
  {
    std::vector<FoundRun> runs;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) runs.push_back(read_row(row, options));
    return runs;
  }

 private:
  std::string cell(std::optional<std::size_t> column, std::size_t row) const
  {
    return column ? table_.rows[row][*column] : std::string();
  }

  base::RunId id_of(std::size_t row) const
  {
    const auto participant = cell(participant_, row);
    if (base::is_missing(participant)) throw UsageError("no participant_id", {.file = table_.line_of(row)});
    base::RunId id{.participant = base::bare_participant(std::string(base::trim(participant))),
                   .session = bare_label(cell(session_, row), "ses-"),
                   .task = bare_label(cell(task_, row), "task-"),
                   .run = bare_label(cell(run_, row), "run-")};
    for (const std::string* label : {&id.participant, &id.session, &id.task, &id.run}) refuse_unfit_label(*label, row);
    return id;
  }

  /// A label becomes part of file names: it must not lead anywhere.
  void refuse_unfit_label(const std::string& label, std::size_t row) const
  {
    const bool has_unfit = std::ranges::any_of(
        label, [](char c) { return c == '/' || c == '\\' || std::iscntrl(static_cast<unsigned char>(c)); });
    if (!has_unfit && label != "." && label != "..") return;
    throw UsageError(
        "a label that cannot be part of a file name",
        {.file = table_.line_of(row), .expected = "no slash, backslash or control character", .found = label});
  }

  FoundRun read_row(std::size_t row, const IndexOptions& options)
  {
    FoundRun found;
    found.run.dataset = folder_;
    found.run.id = id_of(row);
    found.written_participant = base::trim(cell(participant_, row));
    if (const auto [first, is_new] = row_of_.emplace(found.run.id, row); !is_new)
      throw UsageError("the same run twice",
                       {.file = table_.line_of(first->second) + " and :" + std::to_string(row + 2),
                        .participant = base::display(found.run.id)});
    found.run.series = path_in(found, row, file_);
    if (!base::is_missing(cell(confounds_, row))) found.run.confounds = path_in(found, row, confounds_);
    take_confounds_sidecar(found);
    take_orientation(found, row);
    examine_series(found, options, times(found, row));
    return found;
  }

  std::filesystem::path path_in(FoundRun& found, std::size_t row, std::optional<std::size_t> column) const
  {
    try {
      return path_in_dataset(folder_, cell(column, row));
    } catch (InputError& error) {
      error.add_context({.file = table_.line_of(row), .field = table_.names[*column]});
      found.blame(error);
      return {};
    }
  }

  void take_confounds_sidecar(FoundRun& found) const
  {
    if (!found.run.confounds.empty()) found.run.confounds_json = json_beside(found, found.run.confounds);
  }

  void take_orientation(FoundRun& found, std::size_t row) const
  {
    const auto text = cell(orientation_, row);
    found.run.roi_by_time = text == "roi_by_time";
    if (!found.run.roi_by_time && text != "time_by_roi" && !base::is_missing(text))
      found.blame(InputError("", {.file = table_.line_of(row),
                                  .field = "orientation",
                                  .expected = "time_by_roi or roi_by_time",
                                  .found = text}));
  }

  std::vector<NamedTime> times(FoundRun& found, std::size_t row) const
  {
    std::vector<NamedTime> times;
    if (const auto text = cell(tr_s_, row); !base::is_missing(text)) {
      const auto seconds = base::parse_double(text);
      if (seconds && *seconds > 0) {
        times.push_back({base::Seconds(*seconds), "tr_s", table_.line_of(row)});
      } else {
        found.blame(InputError(
            "", {.file = table_.line_of(row), .field = "tr_s", .expected = "seconds, above 0", .found = text}));
      }
    }
    if (const auto json = json_beside(found, found.run.series); !json.empty()) add_sidecar_time(found, json, times);
    return times;
  }

  /// The JSON file of the same name in the dataset; empty if there is none, or (a problem of the run) it must not be
  /// opened.
  std::filesystem::path json_beside(FoundRun& found, std::filesystem::path file) const
  {
    if (file.empty()) return {};
    if (file.extension() == ".gz") file.replace_extension();
    file.replace_extension(".json");
    if (!std::filesystem::exists(std::filesystem::symlink_status(folder_ / file))) return {};
    try {
      return path_in_dataset(folder_, file.string());
    } catch (const InputError& error) {
      found.blame(error);
      return {};
    }
  }

  files::DelimitedTable table_;
  std::filesystem::path folder_;
  std::size_t participant_;
  std::size_t session_;
  std::size_t file_;
  std::optional<std::size_t> run_;
  std::optional<std::size_t> task_;
  std::optional<std::size_t> tr_s_;
  std::optional<std::size_t> confounds_;
  std::optional<std::size_t> orientation_;
  std::map<base::RunId, std::size_t> row_of_;
};

}  // namespace

std::vector<FoundRun> read_series_manifest(const std::filesystem::path& manifest, const IndexOptions& options)
{
  try {
    return SeriesManifest(manifest).runs(options);
  } catch (const InputError& error) {
    throw UsageError(error.problem(), error.facts());
  }
}

}  // namespace dmn::bids
