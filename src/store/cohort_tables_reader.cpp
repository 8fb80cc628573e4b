#include <utility>

#include "store/attributes.hpp"
#include "store/cohort_tables.hpp"
#include "store/dataset_reader.hpp"
#include "store/hdf5_file.hpp"

namespace dmn::store {
namespace {

std::vector<std::string> texts(hid_t file, const std::string& path, hsize_t rows)
{
  return StoredDataset(file, path).expect({rows}).texts();
}

/// Of a dataset that not every version of the schema has: empty texts where it is absent.
std::vector<std::string> texts_if_there(hid_t file, const std::string& path, hsize_t rows)
{
  return has_object(file, path) ? texts(file, path, rows) : std::vector<std::string>(rows);
}

connectivity::RoiTable read_rois(hid_t file)
{
  const auto labels = StoredDataset(file, "/rois/label").texts();
  const hsize_t n = labels.size();
  const auto networks = texts(file, "/rois/network", n);
  const auto subsystems = texts(file, "/rois/subsystem", n);
  const auto hemispheres = texts(file, "/rois/hemisphere", n);
  const Eigen::MatrixXd xyz = StoredDataset(file, "/rois/xyz_mm").expect({n, 3}).matrix();
  connectivity::RoiTable rois(labels.size());
  for (std::size_t r = 0; r < rois.size(); ++r) {
    rois[r].label = labels[r];
    rois[r].network = networks[r];
    rois[r].subsystem = subsystems[r];
    rois[r].hemisphere = hemispheres[r];
    rois[r].xyz_mm = xyz.row(static_cast<Eigen::Index>(r)).transpose();
  }
  if (has_object(file, "/rois/radius_mm")) {
    const auto radius = StoredDataset(file, "/rois/radius_mm").expect({n}).numbers();
    for (std::size_t r = 0; r < rois.size(); ++r) rois[r].radius_mm = radius[r];
  }
  return rois;
}

connectivity::Edge edge_of(std::int64_t i, std::int64_t j, std::size_t n_rois, std::size_t row)
{
  if (i < 0 || i >= j || j >= static_cast<std::int64_t>(n_rois)) {
    throw base::IoError("an edge is no pair of ROIs", {.field = "/edges",
                                                       .expected = "0 <= i < j < " + std::to_string(n_rois),
                                                       .found = "(" + std::to_string(i) + ", " + std::to_string(j) +
                                                                ") in row " + std::to_string(row)});
  }
  return {static_cast<int>(i), static_cast<int>(j)};
}

std::vector<connectivity::Edge> read_pairs(hid_t file, std::size_t n_rois)
{
  const auto i = StoredDataset(file, "/edges/i").integers();
  const auto j = StoredDataset(file, "/edges/j").expect({i.size()}).integers();
  std::vector<connectivity::Edge> pairs;
  pairs.reserve(i.size());
  for (std::size_t row = 0; row < i.size(); ++row) pairs.push_back(edge_of(i[row], j[row], n_rois, row));
  return pairs;
}

connectivity::EdgeList read_edges(hid_t file, std::size_t n_rois)
{
  // An edge list keeps an R x R table: a bound on R bounds it by 200 MB whatever the file says.
  constexpr std::size_t most_rois = 5000;
  if (n_rois > most_rois) {
    throw base::IoError(
        "too many ROIs",
        {.field = "/rois/label", .expected = "at most " + std::to_string(most_rois), .found = std::to_string(n_rois)});
  }
  auto pairs = read_pairs(file, n_rois);
  return pairs.empty() ? connectivity::EdgeList() : connectivity::EdgeList(static_cast<int>(n_rois), std::move(pairs));
}

std::vector<base::RunId> read_ids(hid_t file, const std::string& group)
{
  auto participants = StoredDataset(file, group + "/participant_id").texts();
  const hsize_t n = participants.size();
  auto sessions = texts(file, group + "/session", n);
  auto tasks = texts(file, group + "/task", n);
  auto runs = texts(file, group + "/run", n);
  std::vector<base::RunId> ids(participants.size());
  for (std::size_t row = 0; row < ids.size(); ++row) {
    ids[row] = {std::move(participants[row]), std::move(sessions[row]), std::move(tasks[row]), std::move(runs[row])};
  }
  return ids;
}

stats::Table read_table(hid_t file, const std::string& path, hsize_t rows)
{
  stats::Table table;
  const Handle group = open_group(file, path);
  for (const auto& name : member_names(group.id())) {
    const StoredDataset dataset(file, path + "/" + name);
    dataset.expect({rows});
    stats::Column column{
        .name = has_attribute(dataset.id(), "column") ? read_text_attribute(dataset.id(), "column") : name,
        .numeric = !dataset.is_text()};
    if (column.numeric) {
      column.numbers = dataset.numbers();
    } else {
      column.words = dataset.texts();
    }
    table.columns.push_back(std::move(column));
  }
  return table;
}

std::vector<base::Exclusion> read_excluded(hid_t file)
{
  auto ids = read_ids(file, "/excluded");
  auto reasons = texts(file, "/excluded/reason", ids.size());
  auto sites = texts_if_there(file, "/excluded/site", ids.size());
  auto groups = texts_if_there(file, "/excluded/group", ids.size());
  std::vector<base::Exclusion> excluded(ids.size());
  for (std::size_t row = 0; row < ids.size(); ++row)
    excluded[row] = {std::move(ids[row]), std::move(reasons[row]), std::move(sites[row]), std::move(groups[row])};
  return excluded;
}

}  // namespace

stats::Cohort read_cohort_tables(hid_t file)
{
  stats::Cohort cohort;
  cohort.rois = read_rois(file);
  const Handle rois = open_group(file, "/rois");
  cohort.roi_set = read_text_attribute(rois.id(), "roi_set");
  cohort.roi_hash = read_text_attribute(rois.id(), "roi_hash");
  cohort.edges = read_edges(file, cohort.rois.size());
  cohort.runs = read_ids(file, "/runs");
  const hsize_t n = cohort.runs.size();
  cohort.site = texts(file, "/runs/site", n);
  cohort.group = texts(file, "/runs/group", n);
  cohort.participants = read_table(file, "/participants", n);
  cohort.qc = read_table(file, "/qc", n);
  const Handle qc = open_group(file, "/qc");
  if (has_attribute(qc.id(), "pipeline")) cohort.pipeline = read_text_attribute(qc.id(), "pipeline");
  cohort.excluded = read_excluded(file);
  return cohort;
}

}  // namespace dmn::store
