#include "group_files.hpp"

#include <fmt/format.h>

#include "connectivity/kind.hpp"
#include "contrast_summary.hpp"
#include "gather.hpp"
#include "outcome_names.hpp"
#include "report/group_tables.hpp"
#include "site_tables.hpp"
#include "statistic_fields.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

void write_statistics(store::ResultWriter& file, const std::string& group, const stats::TestStatistics& statistics)
{
  std::vector<std::string> status;
  for (const auto word : statistics.status) status.push_back(stats::words(word));
  file.integers(group + "/n", {statistics.n.begin(), statistics.n.end()}, "participants", "complete rows");
  for (const auto& field : statistic_fields()) {
    file.numbers(group + "/" + field.name, statistics.*field.values, field.units, field.description);
  }
  file.strings(group + "/status", status, "`tested`, or why not");
}

void write_edge_names(store::ResultWriter& file, const stats::Cohort& cohort, const stats::GroupResult& result)
{
  std::vector<std::int64_t> i;
  std::vector<std::int64_t> j;
  std::vector<std::string> label_i;
  std::vector<std::string> label_j;
  for (const auto position : result.plan.edges) {
    const auto& edge = cohort.edges[position];
    i.push_back(edge.i);
    j.push_back(edge.j);
    label_i.push_back(cohort.rois[static_cast<std::size_t>(edge.i)].label);
    label_j.push_back(cohort.rois[static_cast<std::size_t>(edge.j)].label);
  }
  file.integers("/edges/roi_i", i, "row of the ROI table, from 0", "first ROI");
  file.integers("/edges/roi_j", j, "row of the ROI table, from 0", "second ROI");
  file.strings("/edges/label_i", label_i, "first ROI");
  file.strings("/edges/label_j", label_j, "second ROI");
}

void write_design(store::ResultWriter& file, const stats::Cohort& cohort, const stats::Design& design)
{
  std::vector<std::string> columns;
  for (const auto& column : design.columns) columns.push_back(column.name);
  std::vector<std::string> dropped;
  for (const auto& column : design.dropped) dropped.push_back(column.name + ": " + column.reason);
  std::vector<std::string> participants;
  for (const auto row : design.rows) participants.push_back(cohort.runs[static_cast<std::size_t>(row)].participant);
  file.strings("/design/columns", columns, "columns of the design matrix");
  file.strings("/design/dropped", dropped, "constant or collinear columns and why");
  file.matrix("/design/matrix", design.matrix, "1", "design matrix, a row a participant");
  file.strings("/design/participant_id", participants, "rows of the design matrix");
}

void write_columns(store::ResultWriter& file, const std::string& group, const std::vector<report::ExtraColumn>& columns)
{
  for (const auto& column : columns)
    file.numbers(group + "/" + column.name, column.values, "1", "as the column of this name in the table");
}

void write_null(store::ResultWriter& file, const Options& options, const PermutedContrast& permuted)
{
  if (permuted.names.empty()) return;
  file.attribute("permutations", std::to_string(permuted.null.rows()));
  file.attribute("permutations_enumerated", permuted.enumerated ? "true" : "false");
  file.attribute("seed", std::to_string(options.seed));
  for (const auto& name : permuted.names)
    file.numbers("/null/" + name, permuted.null_of(name), "1", "largest statistic of each relabelling, identity first");
}

void write_result(const std::filesystem::path& path, const Options& options, const GroupData& data,
                  const stats::GroupResult& result, const stats::ContrastResult& contrast,
                  const ContrastDetails& details)
{
  store::ResultWriter file(path, "dmn-cohort-group/1", provenance_of(options));
  file.attribute("model", options.group.model);
  file.attribute("contrast", contrast.contrast.expression);
  file.attribute("edges", options.group.edges);
  file.attribute("kind", data.kind);
  file.attribute("tag_of_M1_to_M8", connectivity::is_confirmatory_kind(data.kind) ? "confirmatory" : "exploratory");
  file.attribute("roi_set", data.cohort.roi_set);
  file.attribute("roi_hash", data.cohort.roi_hash);
  write_design(file, data.cohort, result.plan.design);
  write_edge_names(file, data.cohort, result);
  write_statistics(file, "/edges", contrast.edges);
  write_columns(file, "/edges", details.edge_columns);
  std::vector<std::string> markers;
  for (const auto& summary : result.markers.summaries) markers.push_back(summary.name);
  file.strings("/markers/marker", markers, "markers M1..M8 and network means");
  write_statistics(file, "/markers", contrast.markers);
  write_columns(file, "/markers", details.marker_columns);
  write_null(file, options, details.permuted);
  file.finish();
}

}  // namespace

void write_group_files(const Options& options, const GroupData& data, const stats::GroupResult& result,
                       const std::vector<ContrastDetails>& details)
{
  for (std::size_t c = 0; c < result.contrasts.size(); ++c) {
    const auto& contrast = result.contrasts[c];
    const auto folder = options.out / "group" / contrast.contrast.name;
    store::write_text_atomically(folder / "edges.tsv",
                                 report::edges_tsv(data.cohort, result, contrast, details[c].edge_columns));
    store::write_text_atomically(folder / "markers.tsv",
                                 report::markers_tsv(result, contrast, details[c].marker_columns));
    const auto components = folder / "components.tsv";
    const bool has_networks = options.group.corrections.nbs && !contrast.contrast.is_f_test;
    if (!has_networks) std::filesystem::remove(components);
    if (has_networks) store::write_text_atomically(components, report::components_tsv(details[c].components));
    write_site_tables(folder, "", edge_names(data.cohort, result.plan), contrast.edges, details[c].edge_sites);
    write_site_tables(folder, "markers_", marker_names(result.markers.summaries), contrast.markers,
                      details[c].marker_sites);
    store::write_text_atomically(folder / "summary.json",
                                 contrast_summary(options, data, result, contrast, details[c]));
    write_result(folder / "result.h5", options, data, result, contrast, details[c]);
  }
}

}  // namespace dmn::jobs
