#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "export_parts.hpp"
#include "files/delimited.hpp"
#include "image/nifti_writer.hpp"
#include "parcellation/label_volume.hpp"
#include "parcellation/spheres.hpp"
#include "reference_rows.hpp"
#include "report/tsv_writer.hpp"
#include "result_folders.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Where the regions of a set lie.
struct NodeVolume {
  image::Grid grid;
  std::vector<parcellation::RoiRun> runs;
};

/// The lattice of the 2 mm MNI152 template.
image::Grid template_grid()
{
  image::Grid grid{.shape = {91, 109, 91}};
  grid.to_mm << 2, 0, 0, -90, 0, 2, 0, -126, 0, 0, 2, -72, 0, 0, 0, 1;
  return grid;
}

NodeVolume volume_of(const parcellation::RoiSet& set)
{
  if (set.is_spheres()) return {template_grid(), parcellation::sphere_membership(template_grid(), set.rois).runs};
  const parcellation::LabelVolume labels(*set.label_image, set.label_values);
  return {labels.grid(), labels.runs()};
}

struct NodeStrength {
  Eigen::VectorXd strength;  ///< R; NaN for a region without a tested edge
  Eigen::VectorXi n_edges;   ///< R
};

NodeStrength strength_of(const files::DelimitedTable& edges, std::size_t n_rois)
{
  const auto n = static_cast<Eigen::Index>(n_rois);
  NodeStrength nodes{Eigen::VectorXd::Zero(n), Eigen::VectorXi::Zero(n)};
  const auto i = numbers_of(edges.column(edges.require("roi_i")));
  const auto j = numbers_of(edges.column(edges.require("roi_j")));
  const auto g = numbers_of(edges.column(edges.require("g")));
  for (std::size_t e = 0; e < g.size(); ++e) {
    if (std::isnan(g[e])) continue;
    for (const auto roi : {static_cast<Eigen::Index>(i[e]), static_cast<Eigen::Index>(j[e])}) {
      if (roi < 0 || roi >= n)
        throw base::InputError("a region that the ROI set does not have",
                               {.file = edges.line_of(e), .field = "roi_i, roi_j"});
      nodes.strength[roi] += g[e];
      ++nodes.n_edges[roi];
    }
  }
  for (Eigen::Index roi = 0; roi < n; ++roi) {
    if (nodes.n_edges[roi] == 0) nodes.strength[roi] = std::nan("");
  }
  return nodes;
}

/// Voxels outside every region, and regions without a tested edge, are 0.
void write_map(const fs::path& path, const NodeVolume& volume, const Eigen::VectorXd& strength)
{
  std::vector<double> voxels(static_cast<std::size_t>(volume.grid.n_voxels()), 0.0);
  for (const auto& run : volume.runs) {
    const double value = strength[run.roi];
    std::fill(voxels.begin() + run.begin, voxels.begin() + run.end, std::isnan(value) ? 0.0 : value);
  }
  store::AtomicFile file(path);
  image::NiftiWriter writer(file.temporary_path(), {.grid = volume.grid, .type = image::VoxelType::float32});
  writer.append(voxels);
  writer.close();
  file.commit();
}

void write_nodes(const fs::path& folder, const parcellation::RoiSet& set, const NodeVolume& volume,
                 const NodeStrength& nodes)
{
  std::vector<std::string> labels;
  for (const auto& roi : set.rois) labels.push_back(roi.label);
  report::TsvWriter table;
  table.strings("label", labels).numbers("strength_g", nodes.strength).integers("n_edges", nodes.n_edges);
  const std::string stem = "seg-" + set.name + "_stat-strength_nodes";
  const Json sidecar{
      {"Description", "Sum of Hedges' g over the tested edges of each region; 0 elsewhere. Exploratory; no threshold"},
      {"Units", "g"},
      {"SegmentationName", set.name},
      {"Regions", set.is_spheres() ? "spheres on the 2 mm MNI152 lattice" : "label image"}};
  store::write_text_atomically(folder / (stem + ".tsv"), table.text());
  store::write_text_atomically(folder / (stem + ".json"), sidecar.dump(2) + "\n");
  write_map(folder / (stem + ".nii"), volume, nodes.strength);
}

void require_labels(const files::DelimitedTable& edges, const parcellation::RoiSet& set)
{
  for (const auto* side : {"i", "j"}) {
    const auto roi = numbers_of(edges.column(edges.require(std::string("roi_") + side)));
    const auto label = edges.column(edges.require(std::string("label_") + side));
    for (std::size_t e = 0; e < roi.size(); ++e) {
      const auto at = static_cast<std::size_t>(roi[e]);
      const std::string known = at < set.rois.size() ? set.rois[at].label : "no such region";
      if (known != label[e])
        throw base::UsageError("the ROI set is not that of the results",
                               {.file = edges.line_of(e), .field = "rois.set", .expected = label[e], .found = known});
    }
  }
}

}  // namespace

std::size_t export_node_maps(const Options& options)
{
  const auto contrasts = folders_with(options.out / "group", {"edges.tsv"});
  if (contrasts.empty() || options.input.matrices || options.input.series) return 0;
  const auto set = parcellation::load_roi_set(options.rois, shipped_rois_folder());
  const auto volume = volume_of(set);
  for (const auto& contrast : contrasts) {
    const auto edges = files::read_tsv(contrast / "edges.tsv");
    require_labels(edges, set);
    write_nodes(options.out / "export" / "group" / contrast.filename(), set, volume,
                strength_of(edges, set.rois.size()));
  }
  return contrasts.size();
}

}  // namespace dmn::jobs
