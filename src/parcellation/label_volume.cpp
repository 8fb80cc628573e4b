#include "parcellation/label_volume.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "parcellation/label_reader.hpp"
#include "parcellation/lattice_box.hpp"

namespace dmn::parcellation {
namespace {

constexpr double rounding_tolerance = 1e-6;
constexpr std::int64_t most_lattice_points = std::int64_t{1} << 31;

std::int64_t nearest_index(double x)
{
  return static_cast<std::int64_t>(std::floor(x + 0.5 + rounding_tolerance));
}

std::vector<RoiRun> cut_at_rows(const std::vector<RoiRun>& runs, std::uint32_t row_length)
{
  std::vector<RoiRun> cut;
  cut.reserve(runs.size());
  for (RoiRun run : runs) {
    while (run.begin < run.end) {
      const std::uint32_t row_end = (run.begin / row_length + 1) * row_length;
      const std::uint32_t end = std::min(run.end, row_end);
      cut.push_back({run.begin, end, run.roi});
      run.begin = end;
    }
  }
  return cut;
}

/// Box of the indices of `grid` that can fall into the label image.
LatticeBox box_around(const Eigen::Matrix4d& from_labels, const image::Grid& labels)
{
  Eigen::Vector3d low, high;
  for (int which = 0; which < 8; ++which) {
    Eigen::Vector4d corner(0, 0, 0, 1);
    for (int axis = 0; axis < 3; ++axis) {
      const auto size = static_cast<double>(labels.shape[static_cast<std::size_t>(axis)]);
      corner[axis] = ((which >> axis) & 1) ? size - 0.5 : -0.5 - 2 * rounding_tolerance;
    }
    const Eigen::Vector3d index = (from_labels * corner).head<3>();
    low = which == 0 ? index : low.cwiseMin(index).eval();
    high = which == 0 ? index : high.cwiseMax(index).eval();
  }
  return box_between(low.array() - 1e-3, high.array() + 1e-3, most_lattice_points);
}

Membership nearest_neighbour(const image::Grid& grid, const LabelVolume& labels, std::size_t n_rois)
{
  const Eigen::Matrix4d to_labels = image::to_index(labels.grid()) * grid.to_mm;
  const LatticeBox box = box_around(image::to_index(grid) * labels.grid().to_mm, labels.grid());
  Membership membership{.geometric = std::vector<std::int64_t>(n_rois), .resampled = true};
  for (std::int64_t k = box.first[2]; k <= box.last[2]; ++k) {
    for (std::int64_t j = box.first[1]; j <= box.last[1]; ++j) {
      const Eigen::Vector4d row(0, static_cast<double>(j), static_cast<double>(k), 1);
      const Eigen::Vector4d start = to_labels * row;
      for (std::int64_t i = box.first[0]; i <= box.last[0]; ++i) {
        const Eigen::Vector4d x = start + to_labels.col(0) * static_cast<double>(i);
        const std::int32_t roi = labels.roi_at(nearest_index(x[0]), nearest_index(x[1]), nearest_index(x[2]));
        if (roi == LabelVolume::background) continue;
        ++membership.geometric[static_cast<std::size_t>(roi)];
        if (contains(grid, i, j, k))
          append_voxel(membership.runs, file_index(grid, i, j, k), static_cast<std::uint32_t>(roi));
      }
    }
  }
  return membership;
}

}  // namespace

LabelVolume::LabelVolume(const std::filesystem::path& path, const std::vector<std::int64_t>& label_values)
{
  std::unordered_map<std::int64_t, std::uint32_t> roi_of;
  for (std::size_t row = 0; row < label_values.size(); ++row)
    roi_of.emplace(label_values[row], static_cast<std::uint32_t>(row));
  LabelReader image(path);
  grid_ = image.grid();
  image.read([&](const LabelStretch& stretch) {
    const auto roi = roi_of.find(stretch.value);
    if (roi == roi_of.end()) return;
    const auto begin = static_cast<std::uint32_t>(stretch.first);
    runs_.push_back({begin, begin + static_cast<std::uint32_t>(stretch.length), roi->second});
  });
  const auto row_length = static_cast<std::uint32_t>(grid_.shape[0]);
  runs_ = cut_at_rows(runs_, row_length);
  row_begin_.assign(static_cast<std::size_t>(grid_.shape[1] * grid_.shape[2] + 1), 0);
  for (const RoiRun& run : runs_) ++row_begin_[run.begin / row_length + 1];
  for (std::size_t row = 1; row < row_begin_.size(); ++row) row_begin_[row] += row_begin_[row - 1];
}

std::int32_t LabelVolume::roi_at(std::int64_t i, std::int64_t j, std::int64_t k) const
{
  if (!contains(grid_, i, j, k)) return background;
  const std::uint32_t voxel = file_index(grid_, i, j, k);
  const auto row = static_cast<std::size_t>(j + grid_.shape[1] * k);
  const auto first = runs_.begin() + row_begin_[row];
  const auto last = runs_.begin() + row_begin_[row + 1];
  const auto after =
      std::upper_bound(first, last, voxel, [](std::uint32_t v, const RoiRun& run) { return v < run.begin; });
  if (after == first || std::prev(after)->end <= voxel) return background;
  return static_cast<std::int32_t>(std::prev(after)->roi);
}

Membership label_membership(const image::Grid& grid, const LabelVolume& labels, std::size_t n_rois)
{
  if (!image::same_lattice(grid, labels.grid())) return nearest_neighbour(grid, labels, n_rois);
  Membership membership;
  membership.runs = labels.runs();
  membership.geometric = count_voxels(membership.runs, n_rois);
  return membership;
}

}  // namespace dmn::parcellation
