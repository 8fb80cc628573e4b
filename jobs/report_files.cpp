#include "report_files.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "files/delimited.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& value)
{
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<std::string> folders_of(const std::filesystem::path& group)
{
  std::vector<std::string> names;
  if (!std::filesystem::is_directory(group)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(group)) {
    if (std::filesystem::is_regular_file(entry.path() / "edges.tsv") &&
        std::filesystem::is_regular_file(entry.path() / "summary.json"))
      names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

/// Tables `<prefix><pipeline>.tsv`, by pipeline.
std::map<std::string, report::ResultTable> robustness_of(const std::filesystem::path& out,
                                                         const std::filesystem::path& folder, const std::string& prefix)
{
  std::map<std::string, report::ResultTable> tables;
  for (const auto& entry : std::filesystem::directory_iterator(out / folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix) || entry.path().extension() != ".tsv") continue;
    const std::string stem = entry.path().stem().string();
    tables[stem.substr(prefix.size())] = read_result_table(out, folder / name);
  }
  return tables;
}

report::ContrastResults read_contrast(const std::filesystem::path& out, const std::string& name)
{
  const auto folder = std::filesystem::path("group") / name;
  const auto table = [&](const char* file) { return read_result_table(out, folder / file); };
  return {.name = name,
          .summary = read_result_record(out, folder / "summary.json"),
          .edges = table("edges.tsv"),
          .markers = table("markers.tsv"),
          .components = table("components.tsv"),
          .edge_site_effects = table("site_effects.tsv"),
          .marker_site_effects = table("markers_site_effects.tsv"),
          .marker_meta = table("markers_meta.tsv"),
          .marker_leave_one_out = table("markers_leave_one_site_out.tsv"),
          .robustness = robustness_of(out, folder, "robustness_"),
          .marker_robustness = robustness_of(out, folder, "markers_robustness_")};
}

void read_predictions(const std::filesystem::path& out, report::StudyResults& study)
{
  if (!std::filesystem::is_directory(out / "predict")) return;
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(out / "predict")) {
    if (std::filesystem::is_regular_file(entry.path() / "metrics.tsv"))
      folders.push_back("predict" / entry.path().filename());
  }
  std::ranges::sort(folders);
  for (const auto& folder : folders) {
    study.predictions.push_back({.name = folder.filename().string(),
                                 .summary = read_result_record(out, folder / "summary.json"),
                                 .metrics = read_result_table(out, folder / "metrics.tsv"),
                                 .predictions = read_result_table(out, folder / "predictions.tsv")});
  }
}

/// @param tables  file names without ending; those that are not there are left out
report::JobResults read_job(const std::filesystem::path& out, const std::filesystem::path& folder,
                            const std::string& summary, const std::vector<std::string>& tables)
{
  report::JobResults results{.name = folder.filename().string(), .summary = read_result_record(out, folder / summary)};
  for (const auto& name : tables) {
    auto table = read_result_table(out, folder / (name + ".tsv"));
    if (!table.path.empty()) results.tables[name] = std::move(table);
  }
  return results;
}

bool has_file(const std::filesystem::path& out, const std::string& file)
{
  return std::filesystem::is_regular_file(out / file);
}

void read_symptoms(const std::filesystem::path& out, report::StudyResults& study)
{
  if (!std::filesystem::is_directory(out / "symptoms")) return;
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(out / "symptoms")) {
    if (std::filesystem::is_regular_file(entry.path() / "summary.json"))
      folders.push_back("symptoms" / entry.path().filename());
  }
  std::ranges::sort(folders);
  for (const auto& folder : folders) {
    auto results = read_job(out, folder, "summary.json", {"markers", "pairs", "one_against_rest"});
    (results.summary.text("/score").empty() ? study.subtypes : study.overlaps).push_back(std::move(results));
  }
}

void read_other_jobs(const std::filesystem::path& out, report::StudyResults& study)
{
  read_symptoms(out, study);
  if (has_file(out, "treatment/summary.json"))
    study.treatment = read_job(out, "treatment", "summary.json", {"markers"});
  if (has_file(out, "change/summary.json"))
    study.change = read_job(out, "change", "summary.json", {"markers", "course", "conversion", "dropout"});
  if (has_file(out, "profile/groups.tsv")) {
    study.profile = read_job(out, "profile", "profiles.json", {"groups", "reliability_measures"});
    study.profile->extra = read_result_record(out, "profile/fingerprint.json");
  }
}

void read_provenance(const std::filesystem::path& out, report::StudyResults& study)
{
  for (const auto& contrast : study.contrasts) {
    const auto file = std::filesystem::path("group") / contrast.name / "result.h5";
    if (!std::filesystem::is_regular_file(out / file)) continue;
    for (const auto& [name, text] : store::read_file_provenance(out / file))
      study.provenance.emplace_back(file.string() + ": " + name, text);
    return;
  }
}

}  // namespace

report::ResultTable read_result_table(const std::filesystem::path& out, const std::filesystem::path& relative)
{
  if (!std::filesystem::is_regular_file(out / relative)) return {};
  auto table = files::read_tsv(out / relative);
  return {.path = relative.string(), .names = std::move(table.names), .rows = std::move(table.rows)};
}

report::ResultRecord read_result_record(const std::filesystem::path& out, const std::filesystem::path& relative)
{
  if (!std::filesystem::is_regular_file(out / relative)) return {};
  const Json whole = Json::parse(files::read_text(out / relative), nullptr, false);
  if (whole.is_discarded()) throw base::InputError("not a JSON file", {.file = (out / relative).string()});
  report::ResultRecord record{.path = relative.string()};
  const Json flat = whole.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    if (!value.is_null()) record.values[pointer] = text_of(value);
  }
  return record;
}

void read_results(const std::filesystem::path& out, report::StudyResults& study)
{
  for (const auto& name : folders_of(out / "group")) study.contrasts.push_back(read_contrast(out, name));
  std::ranges::stable_partition(study.contrasts, [](const auto& contrast) {
    return contrast.summary.text("/contrast").find(" - ") != std::string::npos;
  });
  study.exclusions = read_result_table(out, "group/exclusions.tsv");
  study.motion_edges = read_result_table(out, "group/motion_edges.tsv");
  study.harmonisation = read_result_table(out, "group/harmonisation.tsv");
  study.quality = read_result_record(out, "group/quality.json");
  study.harmonised = read_result_record(out, "group/harmonised.json");
  read_predictions(out, study);
  read_other_jobs(out, study);
  read_provenance(out, study);
}

}  // namespace dmn::jobs
