#include <fmt/format.h>

#include "base/error.hpp"
#include "bids/manifest.hpp"
#include "image/voxel_stream.hpp"
#include "report_cohort.hpp"

namespace dmn::jobs {
namespace {

constexpr std::size_t most_masks = 24;
constexpr double thickness_mm = 16;  ///< below, the line would stand off the regions
constexpr double hull_margin_mm = 8;
constexpr report::View views[] = {report::View::left, report::View::behind, report::View::above};

/// Masks of usable runs that exist, evenly spaced in sort order.
std::vector<std::filesystem::path> some_masks(const std::filesystem::path& out)
{
  std::vector<std::filesystem::path> masks;
  if (!std::filesystem::is_regular_file(out / "manifest.tsv")) return masks;
  for (const auto& run : bids::read_manifest(out / "manifest.tsv")) {
    std::error_code ignored;
    if (run.usable() && !run.mask.empty() && std::filesystem::is_regular_file(run.dataset / run.mask, ignored))
      masks.push_back(run.dataset / run.mask);
  }
  std::vector<std::filesystem::path> some;
  const std::size_t n = std::min(most_masks, masks.size());
  for (std::size_t k = 0; k < n; ++k) some.push_back(masks[k * masks.size() / n]);
  return some;
}

/// How many masks hold each voxel of the first one's grid.
struct MaskCount {
  image::Grid grid;
  std::vector<int> masks_of_voxel;
  int n_masks = 0;

  void add(const std::filesystem::path& file)
  {
    image::VoxelStream stream(file);
    if (n_masks == 0) {
      grid = stream.header().grid;
      masks_of_voxel.assign(static_cast<std::size_t>(grid.n_voxels()), 0);
    } else if (!image::same_lattice(grid, stream.header().grid)) {
      return;
    }
    ++n_masks;
    std::vector<double> values;
    for (auto block = stream.next(); !block.empty(); block = stream.next()) {
      if (block.volume > 0) continue;
      image::decode(stream.header(), block.raw, values);
      for (std::size_t k = 0; k < values.size(); ++k)
        masks_of_voxel[static_cast<std::size_t>(block.first_voxel) + k] += values[k] > 0 ? 1 : 0;
    }
  }
};

MaskCount count_masks(const std::vector<std::filesystem::path>& files)
{
  MaskCount count;
  for (const auto& file : files) {
    try {
      count.add(file);
    } catch (const base::Error&) {
      continue;  // an outline needs no particular mask; the job that computes from images tells what is wrong with one
    }
  }
  return count;
}

report::BrainOutline outline_of_masks(const MaskCount& count)
{
  report::BrainOutline outline{
      .source = fmt::format("Outline: voxels in half or more of {} brain masks of this cohort.", count.n_masks)};
  const double edge = count.grid.to_mm.topLeftCorner<3, 3>().colwise().norm().maxCoeff();
  for (const auto view : views) {
    report::Thickness thickness;
    for (std::size_t k = 0; k < count.masks_of_voxel.size(); ++k) {
      if (2 * count.masks_of_voxel[k] < count.n_masks) continue;
      const auto voxel = static_cast<std::int64_t>(k);
      const auto i = voxel % count.grid.shape[0];
      const auto j = voxel / count.grid.shape[0] % count.grid.shape[1];
      const auto l = voxel / (count.grid.shape[0] * count.grid.shape[1]);
      const Eigen::Vector4d mm =
          count.grid.to_mm * Eigen::Vector4d(static_cast<double>(i), static_cast<double>(j), static_cast<double>(l), 1);
      thickness.add(report::projected({.x = mm[0], .y = mm[1], .z = mm[2]}, view), edge);
    }
    outline.contours[view] = thickness.contours(thickness_mm);
  }
  return outline;
}

report::BrainOutline outline_of_regions(const connectivity::RoiTable& rois)
{
  report::BrainOutline outline{
      .source = fmt::format("Outline: the convex hull of the regions, {:.0f} mm wider; no brain mask is at hand.",
                            hull_margin_mm)};
  for (const auto view : views) {
    std::vector<report::Point> points;
    for (const auto& roi : rois) {
      if (!roi.xyz_mm.hasNaN())
        points.push_back(report::projected({.x = roi.xyz_mm[0], .y = roi.xyz_mm[1], .z = roi.xyz_mm[2]}, view));
    }
    report::Thickness thickness;
    thickness.add_hull(points, hull_margin_mm, 2 * thickness_mm);
    outline.contours[view] = thickness.contours(thickness_mm);
  }
  return outline;
}

}  // namespace

report::BrainOutline outline_of_cohort(const std::filesystem::path& out, const report::CohortPicture& cohort)
{
  const auto count = count_masks(some_masks(out));
  if (count.n_masks > 0) {
    auto outline = outline_of_masks(count);
    if (!outline.contours[report::View::left].empty()) return outline;
  }
  return outline_of_regions(cohort.rois);
}

}  // namespace dmn::jobs
