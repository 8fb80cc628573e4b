#include "bids/derivatives_writer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::bids {
namespace {

using nlohmann::ordered_json;

constexpr int indent = 2;

bool is_alphanumeric(char c)
{
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string entity(const std::string& key, const std::string& label)
{
  if (label.empty()) return {};
  if (!std::ranges::all_of(label, is_alphanumeric))
    throw base::UsageError("a file cannot be named after this",
                           {.field = key, .expected = "letters and digits only", .found = label});
  return key + "-" + label;
}

std::string joined(const std::vector<std::string>& parts)
{
  std::vector<std::string> present;
  std::ranges::copy_if(parts, std::back_inserter(present), [](const std::string& part) { return !part.empty(); });
  return base::join(present, "_");
}

std::string line_of(const std::vector<std::string>& cells)
{
  return base::join(cells, "\t") + "\n";
}

}  // namespace

DerivativeFiles derivative_files(const base::RunId& run, const DerivativeNaming& naming)
{
  const std::string participant = entity("sub", base::bare_participant(run.participant));
  const std::string session = entity("ses", run.session);
  std::filesystem::path folder = participant;
  if (!session.empty()) folder /= session;
  folder /= "func";
  const std::string acquired = joined({participant, session, entity("task", run.task), entity("run", run.run)});
  const std::string placed = joined({acquired, entity("space", naming.space), entity("res", naming.resolution)});
  const std::string confounds = acquired + "_desc-confounds_" + (naming.regressors ? "regressors" : "timeseries");
  return {.bold = folder / (placed + "_desc-preproc_bold.nii.gz"),
          .bold_json = folder / (placed + "_desc-preproc_bold.json"),
          .mask = folder / (placed + "_desc-brain_mask.nii.gz"),
          .confounds = folder / (confounds + ".tsv"),
          .confounds_json = folder / (confounds + ".json")};
}

std::string confounds_text(const signal::ConfoundTable& confounds)
{
  std::string text = line_of(confounds.names);
  for (Eigen::Index row = 0; row < confounds.values.rows(); ++row) {
    for (Eigen::Index column = 0; column < confounds.values.cols(); ++column) {
      if (column > 0) text += '\t';
      text += base::format_number(confounds.values(row, column));
    }
    text += '\n';
  }
  return text;
}

std::string confounds_json_text(const std::vector<ComponentFacts>& components)
{
  ordered_json json = ordered_json::object();
  for (const auto& component : components)
    json[component.column] = {{"CumulativeVarianceExplained", component.cumulative_variance_explained},
                              {"Mask", component.mask},
                              {"Method", "aCompCor"},
                              {"Retained", true},
                              {"SingularValue", component.singular_value},
                              {"VarianceExplained", component.variance_explained}};
  return json.dump(indent) + "\n";
}

std::string bold_json_text(base::Seconds repetition_time, const std::string& task)
{
  const ordered_json json = {{"RepetitionTime", repetition_time.value}, {"SkullStripped", false}, {"TaskName", task}};
  return json.dump(indent) + "\n";
}

std::string table_text(const stats::Table& table)
{
  std::vector<std::string> cells;
  for (const auto& column : table.columns) cells.push_back(column.name);
  std::string text = line_of(cells);
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    cells.clear();
    for (const auto& column : table.columns) cells.push_back(column.missing(row) ? "n/a" : column.word(row));
    text += line_of(cells);
  }
  return text;
}

std::string dataset_description_text(const std::string& name, const std::string& program_version)
{
  const ordered_json generator = {{"Name", "dmn-cohort"}, {"Version", program_version}};
  const ordered_json json = {{"Name", name},
                             {"BIDSVersion", "1.8.0"},
                             {"DatasetType", "derivative"},
                             {"GeneratedBy", ordered_json::array({generator})}};
  return json.dump(indent) + "\n";
}

}  // namespace dmn::bids
