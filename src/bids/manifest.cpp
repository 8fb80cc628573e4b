#include "bids/manifest.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"

namespace dmn::bids {
namespace {

constexpr std::array column_names = {"participant_id", "session",   "task",           "run",     "site",
                                     "group",          "status",    "reason",         "dataset", "image",
                                     "mask",           "confounds", "confounds_json", "series",  "orientation",
                                     "space",          "tr_s",      "n_volumes",      "n_voxels"};

constexpr const char* usable_status = "usable";
constexpr const char* excluded_status = "excluded";

std::string cell_of(std::string text)
{
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text.empty() ? "n/a" : text;
}

std::string count_cell(std::int64_t count)
{
  return count > 0 ? std::to_string(count) : "n/a";
}

std::string row_text(const Run& run)
{
  const std::string orientation = run.roi_by_time ? "roi_by_time" : "time_by_roi";
  const std::vector<std::string> cells = {cell_of(run.id.participant),
                                          cell_of(run.id.session),
                                          cell_of(run.id.task),
                                          cell_of(run.id.run),
                                          cell_of(run.site),
                                          cell_of(run.group),
                                          run.usable() ? usable_status : excluded_status,
                                          cell_of(run.reason),
                                          cell_of(run.dataset.string()),
                                          cell_of(run.image.string()),
                                          cell_of(run.mask.string()),
                                          cell_of(run.confounds.string()),
                                          cell_of(run.confounds_json.string()),
                                          cell_of(run.series.string()),
                                          run.series.empty() ? "n/a" : orientation,
                                          cell_of(run.space),
                                          base::format_number(run.tr_s),
                                          count_cell(run.n_volumes),
                                          count_cell(run.n_voxels)};
  return base::join(cells, "\t") + "\n";
}

/// Reads the rows of a manifest by the names of its columns.
class ManifestReader {
 public:
  explicit ManifestReader(const std::filesystem::path& path) : table_(files::read_tsv(path)) {}

  std::vector<Run> runs() const
  {
    std::vector<Run> runs;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) runs.push_back(run(row));
    return runs;
  }

 private:
  std::string text(std::size_t row, const char* column) const
  {
    const auto& cell = table_.rows[row][table_.require(column)];
    return cell == "n/a" ? std::string() : cell;
  }

  std::int64_t count(std::size_t row, const char* column) const
  {
    return base::parse_integer(text(row, column)).value_or(0);
  }

  Run run(std::size_t row) const
  {
    Run run;
    run.id = {text(row, "participant_id"), text(row, "session"), text(row, "task"), text(row, "run")};
    run.site = text(row, "site");
    run.group = text(row, "group");
    run.reason = text(row, "reason");
    run.dataset = text(row, "dataset");
    run.image = text(row, "image");
    run.mask = text(row, "mask");
    run.confounds = text(row, "confounds");
    run.confounds_json = text(row, "confounds_json");
    run.series = text(row, "series");
    run.roi_by_time = text(row, "orientation") == "roi_by_time";
    run.space = text(row, "space");
    if (const auto seconds = base::parse_double(text(row, "tr_s"))) run.tr_s = *seconds;
    run.n_volumes = count(row, "n_volumes");
    run.n_voxels = count(row, "n_voxels");
    if ((text(row, "status") == usable_status) != run.usable())
      throw base::InputError("status and reason disagree", {.file = table_.line_of(row), .found = text(row, "status")});
    return run;
  }

  files::DelimitedTable table_;
};

}  // namespace

std::vector<std::size_t> Manifest::usable_largest_first() const
{
  const auto size = [this](std::size_t run) {
    return static_cast<double>(runs[run].n_volumes) * static_cast<double>(runs[run].n_voxels);
  };
  std::vector<std::size_t> order;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (runs[run].usable()) order.push_back(run);
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, size);
  return order;
}

std::string manifest_text(const Manifest& manifest)
{
  std::string text = base::join({column_names.begin(), column_names.end()}, "\t") + "\n";
  for (const auto& run : manifest.runs) text += row_text(run);
  return text;
}

std::vector<Run> read_manifest(const std::filesystem::path& path)
{
  return ManifestReader(path).runs();
}

}  // namespace dmn::bids
