#include "report_files.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "files/delimited.hpp"
#include "result_folders.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& value)
{
  return value.is_string() ? value.get<std::string>() : value.dump();
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
  for (const auto& path : folders_with(out / "predict", {"metrics.tsv"})) {
    const auto folder = "predict" / path.filename();
    study.predictions.push_back({.name = folder.filename().string(),
                                 .summary = read_result_record(out, folder / "summary.json"),
                                 .metrics = read_result_table(out, folder / "metrics.tsv"),
                                 .predictions = read_result_table(out, folder / "predictions.tsv")});
  }
}

void read_pool(const std::filesystem::path& out, report::StudyResults& study)
{
  const std::filesystem::path path = "pool/result.h5";
  if (!std::filesystem::is_regular_file(out / path)) return;
  const store::ResultReader file(out / path, "dmn-cohort-pool/1");
  const Eigen::VectorXd people = file.numbers("/sites/n");
  study.pool = {.path = path.string(),
                .contrast = file.attribute("contrast"),
                .model = file.attribute("model"),
                .sites = file.strings("/sites/site"),
                .people = {people.begin(), people.end()},
                .edges = read_result_table(out, "pool/edges.tsv"),
                .meta = read_result_table(out, "pool/meta.tsv")};
  if (study.pool->people.size() != study.pool->sites.size())
    throw base::InputError("datasets do not fit one another", {.file = path.string(), .field = "/sites"});
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
  for (const auto& path : folders_with(out / "symptoms", {"summary.json"})) {
    auto results =
        read_job(out, "symptoms" / path.filename(), "summary.json", {"markers", "pairs", "one_against_rest"});
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
  for (const auto& folder : folders_with(out / "group", {"edges.tsv", "summary.json"}))
    study.contrasts.push_back(read_contrast(out, folder.filename().string()));
  std::ranges::stable_partition(study.contrasts, [](const auto& contrast) {
    return contrast.summary.text("/contrast").find(" - ") != std::string::npos;
  });
  study.exclusions = read_result_table(out, "group/exclusions.tsv");
  study.motion_edges = read_result_table(out, "group/motion_edges.tsv");
  study.harmonisation = read_result_table(out, "group/harmonisation.tsv");
  study.quality = read_result_record(out, "group/quality.json");
  study.harmonised = read_result_record(out, "group/harmonised.json");
  read_predictions(out, study);
  read_pool(out, study);
  read_other_jobs(out, study);
  read_provenance(out, study);
}

}  // namespace dmn::jobs
