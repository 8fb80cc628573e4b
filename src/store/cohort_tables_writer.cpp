#include <algorithm>
#include <functional>

#include "signal/run_qc.hpp"
#include "store/attributes.hpp"
#include "store/cohort_tables.hpp"
#include "store/dataset_writer.hpp"
#include "store/hdf5_file.hpp"

namespace dmn::store {
namespace {

constexpr const char* no_units = "n/a";

template <class Rows>
std::vector<std::string> texts_of(const Rows& rows,
                                  const std::function<std::string(const typename Rows::value_type&)>& text)
{
  std::vector<std::string> texts(rows.size());
  std::ranges::transform(rows, texts.begin(), text);
  return texts;
}

void require_rows(std::size_t found, std::size_t expected, const std::string& part)
{
  if (found != expected) {
    throw base::ShapeError(
        "a part of the cohort does not fit its runs",
        {.field = part, .expected = std::to_string(expected) + " rows", .found = std::to_string(found)});
  }
}

void require_consistent(const stats::Cohort& cohort)
{
  const std::size_t n = cohort.runs.size();
  require_rows(cohort.site.size(), n, "site");
  require_rows(cohort.group.size(), n, "group");
  for (const auto& column : cohort.participants.columns) require_rows(column.size(), n, column.name);
  for (const auto& column : cohort.qc.columns) require_rows(column.size(), n, column.name);
  if (cohort.edges.size() > 0 && cohort.edges.n_rois() != static_cast<int>(cohort.rois.size())) {
    throw base::ShapeError(
        "the edges belong to another number of ROIs",
        {.expected = std::to_string(cohort.rois.size()), .found = std::to_string(cohort.edges.n_rois())});
  }
}

void write_rois(hid_t file, const stats::Cohort& cohort)
{
  using connectivity::Roi;
  const Handle group = create_group(file, "rois");
  write_attribute(group.id(), "roi_set", cohort.roi_set);
  write_attribute(group.id(), "roi_hash", cohort.roi_hash);
  const auto& rois = cohort.rois;
  const auto write = [&](const std::string& name, const std::string& description, std::string Roi::*part) {
    write_texts(group.id(), name, texts_of(rois, [part](const Roi& roi) { return roi.*part; }),
                {no_units, description});
  };
  write("label", "Name of the ROI", &Roi::label);
  write("network", "Network the ROI belongs to; empty where the table does not say", &Roi::network);
  write("subsystem", "Subsystem of the network; empty where the table does not say", &Roi::subsystem);
  write("hemisphere", "Hemisphere; empty where the table does not say", &Roi::hemisphere);

  Eigen::MatrixXd xyz(static_cast<Eigen::Index>(rois.size()), 3);
  std::vector<double> radius(rois.size());
  for (std::size_t r = 0; r < rois.size(); ++r) {
    xyz.row(static_cast<Eigen::Index>(r)) = rois[r].xyz_mm.transpose();
    radius[r] = rois[r].radius_mm;
  }
  write_matrix(
      group.id(), "xyz_mm", xyz,
      {"mm",
       "Centre in the space of the ROI set: x, y, z; of a label where the table does not say; NaN where nothing does"});
  write_numbers(group.id(), "radius_mm", radius, {"mm", "Radius of the sphere; NaN for label images"});
  seal_group(group.id());
}

void write_edges(hid_t file, const connectivity::EdgeList& edges)
{
  const Handle group = create_group(file, "edges");
  std::vector<std::int32_t> i;
  std::vector<std::int32_t> j;
  for (const auto& edge : edges.edges()) {
    i.push_back(edge.i);
    j.push_back(edge.j);
  }
  write_integers(group.id(), "i", std::span<const std::int32_t>(i),
                 {"1", "0-based row of /rois of the edge's first ROI, i < j"});
  write_integers(group.id(), "j", std::span<const std::int32_t>(j),
                 {"1", "0-based row of /rois of the edge's second ROI"});
}

/// The four datasets that say which run a row is; `id_of` finds the entities in a row.
template <class Row>
void write_ids(hid_t group, const std::vector<Row>& rows, const std::function<const base::RunId&(const Row&)>& id_of)
{
  const auto write = [&](const std::string& name, const std::string& description, std::string base::RunId::*part) {
    write_texts(group, name, texts_of(rows, [&](const Row& row) { return id_of(row).*part; }), {no_units, description});
  };
  write("participant_id", "Participant, as in the participants table", &base::RunId::participant);
  write("session", "BIDS session label; empty where absent", &base::RunId::session);
  write("task", "BIDS task label; empty where absent", &base::RunId::task);
  write("run", "BIDS run label; empty where absent", &base::RunId::run);
}

void write_runs(hid_t file, const stats::Cohort& cohort)
{
  const Handle group = create_group(file, "runs");
  write_ids<base::RunId>(group.id(), cohort.runs, [](const base::RunId& id) -> const base::RunId& { return id; });
  write_texts(group.id(), "site", cohort.site, {no_units, "Site; empty where unknown"});
  write_texts(group.id(), "group", cohort.group, {no_units, "Group; empty where unknown"});
}

void write_participants(hid_t file, const stats::Table& participants)
{
  const Handle group = create_group(file, "participants");
  for (const auto& column : participants.columns) {
    const Meaning meaning{column.numeric ? "as in the participants table" : no_units,
                          "Column of the participants table, aligned with /runs; missing is " +
                              std::string(column.numeric ? "NaN" : "empty"),
                          {{"column", column.name}}};
    if (column.numeric) {
      write_numbers(group.id(), link_name(column.name), column.numbers, meaning);
    } else {
      write_texts(group.id(), link_name(column.name), column.words, meaning);
    }
  }
}

Meaning qc_meaning(const std::string& name)
{
  const auto& fields = signal::qc_fields();
  const auto field = std::ranges::find(fields, name, &signal::QcField::name);
  if (field == fields.end()) return {"as given", "Quality number given with the data", {{"column", name}}};
  return {field->units, field->description, {{"column", name}}};
}

void write_qc(hid_t file, const stats::Table& qc, const std::string& pipeline)
{
  const Handle group = create_group(file, "qc");
  write_attribute(group.id(), "pipeline", pipeline);
  seal_group(group.id());
  for (const auto& column : qc.columns) {
    if (!column.numeric) throw base::ShapeError("a quality column is not numeric", {.field = column.name});
    write_numbers(group.id(), link_name(column.name), column.numbers, qc_meaning(column.name));
  }
}

void write_excluded(hid_t file, const std::vector<base::Exclusion>& excluded)
{
  const Handle group = create_group(file, "excluded");
  write_ids<base::Exclusion>(group.id(), excluded,
                             [](const base::Exclusion& row) -> const base::RunId& { return row.id; });
  write_texts(group.id(), "reason", texts_of(excluded, [](const base::Exclusion& row) { return row.reason; }),
              {no_units, "Why the run failed or was excluded, reasons separated by \"; \""});
  write_texts(group.id(), "site", texts_of(excluded, [](const base::Exclusion& row) { return row.site; }),
              {no_units, "Site, empty where unknown"});
  write_texts(group.id(), "group", texts_of(excluded, [](const base::Exclusion& row) { return row.group; }),
              {no_units, "Group, empty where unknown"});
}

}  // namespace

void write_cohort_tables(hid_t file, const stats::Cohort& cohort)
{
  require_consistent(cohort);
  write_rois(file, cohort);
  write_edges(file, cohort.edges);
  write_runs(file, cohort);
  write_participants(file, cohort.participants);
  write_qc(file, cohort.qc, cohort.pipeline);
  write_excluded(file, cohort.excluded);
}

}  // namespace dmn::store
