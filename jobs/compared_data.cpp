#include "compared_data.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "gather.hpp"
#include "report/reasons.hpp"
#include "report_cohort.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = "dmn-cohort-data/1";

bool is_own_cohort_file(const Options& options)
{
  const fs::path own = options.out / "cohort.h5";
  if (!options.group.data) return !options.input.matrices;
  std::error_code ignored;
  return fs::equivalent(*options.group.data, own, ignored);
}

/// Groups of the data that a contrast compares.
std::vector<std::string> groups_of(const stats::Cohort& cohort, const std::vector<stats::Contrast>& contrasts)
{
  std::vector<std::string> groups;
  for (const auto& contrast : contrasts) {
    for (const auto& group : contrast.groups) {
      const bool is_there = std::ranges::find(cohort.group, group) != cohort.group.end();
      if (!contrast.is_f_test && is_there && std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    }
  }
  return groups;
}

template <class Get>
auto column_of(const connectivity::RoiTable& rois, const Get& get)
{
  std::vector<std::string> cells;
  for (const auto& roi : rois) cells.push_back(get(roi));
  return cells;
}

void write_regions(store::ResultWriter& file, const report::CohortPicture& picture)
{
  const auto& rois = picture.rois;
  Eigen::MatrixXd places(static_cast<Eigen::Index>(rois.size()), 3);
  for (std::size_t r = 0; r < rois.size(); ++r) places.row(static_cast<Eigen::Index>(r)) = rois[r].xyz_mm.transpose();
  file.strings("/rois/label", column_of(rois, [](const auto& roi) { return roi.label; }), "region");
  file.strings("/rois/network", column_of(rois, [](const auto& roi) { return roi.network; }), "network of the region");
  file.matrix("/rois/xyz_mm", places, "mm", "centre of the region, as its ROI set or label image places it");
  file.integers("/rois/n_runs", {picture.usable_runs_of_roi.begin(), picture.usable_runs_of_roi.end()}, "runs",
                "runs with any value of the region");
  std::vector<std::int64_t> i;
  std::vector<std::int64_t> j;
  for (const auto& edge : picture.edges.edges()) {
    i.push_back(edge.i);
    j.push_back(edge.j);
  }
  file.integers("/edges/i", i, "row of /rois, from 0", "first region");
  file.integers("/edges/j", j, "row of /rois, from 0", "second region");
}

void write_people(store::ResultWriter& file, const report::CohortPicture& picture, const stats::Cohort& cohort)
{
  std::vector<std::string> reasons;
  for (const auto& exclusion : cohort.excluded) reasons.push_back(exclusion.reason);
  file.strings("/runs/site", picture.site, "site of each run");
  file.strings("/runs/group", picture.group, "group of each run");
  file.strings("/excluded/reason", reasons, "why a run is not there");
  if (!picture.session.empty())
    file.strings("/runs/session", picture.session, "session of each run, where the data hold others");
  if (!picture.mean_fd.empty())
    file.numbers("/qc/mean_fd", Eigen::Map<const Eigen::VectorXd>(picture.mean_fd.data(), std::ssize(picture.mean_fd)),
                 "mm", "mean framewise displacement");
  file.strings("/markers/name", picture.markers, "markers M1..M8 and network means");
  file.matrix("/markers/values", picture.marker_values, "as the data", "a row a run, a column a marker");
}

void write_means(store::ResultWriter& file, const report::CohortPicture& picture)
{
  Eigen::MatrixXd means(static_cast<Eigen::Index>(picture.means.size()), picture.edges.size());
  for (std::size_t g = 0; g < picture.means.size(); ++g) means.row(static_cast<Eigen::Index>(g)) = picture.means[g];
  file.strings("/means/group", picture.groups, "a row of /means/edges each; empty: all runs");
  file.integers("/means/n_runs", {picture.group_size.begin(), picture.group_size.end()}, "runs", "runs of the group");
  file.matrix("/means/edges", means, "as the data", "mean of each edge over the runs that have it");
}

void require_fit(bool fits, const std::string& part)
{
  if (!fits)
    throw base::InputError("datasets do not fit one another", {.file = compared_data_file.string(), .field = part});
}

connectivity::RoiTable regions_in(const store::ResultReader& file)
{
  const auto labels = file.strings("/rois/label");
  const auto networks = file.strings("/rois/network");
  const Eigen::MatrixXd places = file.matrix("/rois/xyz_mm");
  require_fit(networks.size() == labels.size() && places.rows() == std::ssize(labels) && places.cols() == 3, "/rois");
  connectivity::RoiTable rois;
  for (std::size_t r = 0; r < labels.size(); ++r)
    rois.push_back({.label = labels[r],
                    .network = networks.at(r),
                    .xyz_mm = places.row(static_cast<Eigen::Index>(r)).head<3>().transpose()});
  return rois;
}

connectivity::EdgeList edges_in(const store::ResultReader& file, std::size_t n_rois)
{
  const Eigen::VectorXd i = file.numbers("/edges/i");
  const Eigen::VectorXd j = file.numbers("/edges/j");
  require_fit(i.size() == j.size(), "/edges");
  std::vector<connectivity::Edge> edges;
  for (Eigen::Index e = 0; e < i.size(); ++e) edges.push_back({static_cast<int>(i[e]), static_cast<int>(j[e])});
  return {static_cast<int>(n_rois), std::move(edges)};
}

/// Rows of `there` that are wanted, in the order of `wanted`; all if none is there.
std::vector<std::size_t> chosen(const std::vector<std::string>& there, const std::vector<std::string>& wanted)
{
  std::vector<std::size_t> rows;
  for (const auto& group : wanted) {
    const auto found = std::ranges::find(there, group);
    if (found != there.end()) rows.push_back(static_cast<std::size_t>(found - there.begin()));
  }
  if (!rows.empty()) return rows;
  rows.resize(there.size());
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

void write_compared_data(const Options& options, const GroupData& data, const std::vector<stats::Contrast>& contrasts)
{
  const fs::path path = options.out / compared_data_file;
  if (is_own_cohort_file(options)) {
    fs::remove(path);
    return;
  }
  const auto picture =
      picture_of(data.cohort, data.read_edges, groups_of(data.cohort, contrasts), options.group.session);
  store::ResultWriter file(path, schema, provenance_of(options));
  file.attribute("kind", data.kind);
  file.attribute("transform", data.fisher_z ? "fisher_z" : "none");
  file.attribute("roi_set", picture.roi_set);
  file.attribute("roi_hash", picture.roi_hash);
  file.attribute("pipeline", picture.pipeline);
  write_regions(file, picture);
  write_people(file, picture, data.cohort);
  write_means(file, picture);
  file.finish();
}

report::CohortPicture read_compared_data(const fs::path& out, const std::vector<std::string>& groups)
{
  const store::ResultReader file(out / compared_data_file, schema);
  report::CohortPicture picture{.path = compared_data_file.string(),
                                .kind = file.attribute("kind"),
                                .fisher_z = file.attribute("transform") == "fisher_z",
                                .roi_set = file.attribute("roi_set"),
                                .roi_hash = file.attribute("roi_hash"),
                                .pipeline = file.attribute("pipeline"),
                                .rois = regions_in(file),
                                .site = file.strings("/runs/site"),
                                .group = file.strings("/runs/group"),
                                .markers = file.strings("/markers/name"),
                                .marker_values = file.matrix("/markers/values"),
                                .exclusion_reasons = report::counted_reasons(file.strings("/excluded/reason"))};
  picture.edges = edges_in(file, picture.rois.size());
  if (file.has("/runs/session")) picture.session = file.strings("/runs/session");
  const auto n = std::ssize(picture.site);
  require_fit(picture.session.empty() || std::ssize(picture.session) == n, "/runs/session");
  require_fit(std::ssize(picture.group) == n && picture.marker_values.rows() == n &&
                  picture.marker_values.cols() == std::ssize(picture.markers),
              "/runs and /markers");
  if (file.has("/qc/mean_fd")) {
    const Eigen::VectorXd fd = file.numbers("/qc/mean_fd");
    require_fit(fd.size() == n, "/qc/mean_fd");
    picture.mean_fd.assign(fd.begin(), fd.end());
  }
  for (const double runs : file.numbers("/rois/n_runs")) picture.usable_runs_of_roi.push_back(static_cast<int>(runs));
  require_fit(picture.usable_runs_of_roi.size() == picture.rois.size(), "/rois/n_runs");
  const auto there = file.strings("/means/group");
  const Eigen::VectorXd sizes = file.numbers("/means/n_runs");
  const Eigen::MatrixXd means = file.matrix("/means/edges");
  require_fit(std::ssize(there) == sizes.size() && means.rows() == sizes.size() && means.cols() == picture.edges.size(),
              "/means");
  for (const auto row : chosen(there, groups)) {
    picture.groups.push_back(there[row]);
    picture.group_size.push_back(static_cast<int>(sizes[static_cast<Eigen::Index>(row)]));
    picture.means.emplace_back(means.row(static_cast<Eigen::Index>(row)).transpose());
  }
  return picture;
}

}  // namespace dmn::jobs
