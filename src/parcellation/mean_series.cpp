#include "parcellation/mean_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>
#include <utility>

#include "base/error.hpp"
#include "image/voxel_stream.hpp"
#include "parcellation/brain_mask.hpp"
#include "parcellation/coverage.hpp"
#include "parcellation/label_volume.hpp"
#include "parcellation/membership.hpp"
#include "parcellation/roi_sums.hpp"
#include "parcellation/spheres.hpp"
#include "parcellation/voxel_series.hpp"

namespace dmn::parcellation {
namespace {

constexpr std::size_t most_grids_kept = 4;

using Memberships = std::vector<Membership>;

void require_series(const image::NiftiHeader& header, const std::filesystem::path& path)
{
  if (header.n_dimensions == 4) return;
  throw base::InputError("is not a time series",
                         {.file = path.string(), .field = "dim[4]", .expected = "at least 2 volumes", .found = "1"});
}

std::vector<std::vector<RoiRun>> runs_of(const Memberships& memberships, const std::optional<VoxelSet>& mask)
{
  std::vector<std::vector<RoiRun>> runs;
  for (const Membership& set : memberships) runs.push_back(mask ? runs_inside(set.runs, *mask) : set.runs);
  return runs;
}

double bytes_to_keep(const std::vector<std::vector<RoiRun>>& runs, std::int64_t n_volumes)
{
  double voxels = 0;
  for (const auto& set : runs)
    for (const RoiRun& run : set) voxels += run.end - run.begin;
  return voxels * static_cast<double>(n_volumes) * sizeof(float);
}

/// Means in the file's units; columns of invalid ROIs are NaN.
Eigen::MatrixXd means_of(const Eigen::Ref<const Eigen::MatrixXd>& sums, const Coverage& coverage,
                         const image::NiftiHeader& header)
{
  Eigen::MatrixXd means = Eigen::MatrixXd::Constant(sums.rows(), sums.cols(), std::numeric_limits<double>::quiet_NaN());
  for (Eigen::Index roi = 0; roi < sums.cols(); ++roi) {
    const auto row = static_cast<std::size_t>(roi);
    if (!coverage.valid[row]) continue;
    const auto n = static_cast<double>(coverage.usable[row]);
    means.col(roi) = (sums.col(roi) / n * header.slope).array() + header.intercept;
  }
  return means;
}

}  // namespace

class RoiAverager::Impl {
 public:
  Impl(std::vector<RoiSet> sets, Voxels voxels) : sets_(std::move(sets)), voxels_(voxels), labels_(sets_.size())
  {
    for (const RoiSet& set : sets_) n_rois_.push_back(set.rois.size());
  }

  std::vector<MeanSeries> average(const std::filesystem::path& bold,
                                  const std::optional<std::filesystem::path>& mask_path)
  {
    image::VoxelStream stream(bold);
    const image::NiftiHeader& header = stream.header();
    require_series(header, bold);
    std::optional<VoxelSet> mask;
    if (mask_path) mask = read_mask(*mask_path, header.grid);
    const Memberships& memberships = memberships_on(header.grid, bold);
    const auto runs = runs_of(memberships, mask);
    std::vector<VoxelKeeper> keepers;
    if (voxels_ == Voxels::kept) keepers = keepers_of(runs, header.n_volumes, bold);
    const RoiSums sums = sum_rois(stream, bold, runs, n_rois_, keepers);
    auto all = series_of(sums, memberships, header);
    for (std::size_t set = 0; set < keepers.size(); ++set) all[set].voxels = keepers[set].take();
    return all;
  }

 private:
  std::vector<VoxelKeeper> keepers_of(const std::vector<std::vector<RoiRun>>& runs, std::int64_t n_volumes,
                                      const std::filesystem::path& bold) const
  {
    const double bytes = bytes_to_keep(runs, n_volumes);
    constexpr double mebibyte = 1 << 20;
    if (bytes > most_voxel_bytes)
      throw base::InputError(
          "the voxels of its ROIs are too many to be kept for ReHo",
          {.file = bold.string(),
           .expected = fmt::format("at most {:.0f} MiB for all ROI sets", most_voxel_bytes / mebibyte),
           .found = fmt::format("{:.0f} MiB over {} volumes", std::ceil(bytes / mebibyte), n_volumes)});
    std::vector<VoxelKeeper> keepers;
    for (std::size_t set = 0; set < runs.size(); ++set) keepers.emplace_back(runs[set], n_rois_[set], n_volumes);
    return keepers;
  }

  const Memberships& memberships_on(const image::Grid& grid, const std::filesystem::path& bold)
  {
    const auto known = std::ranges::find(kept_, grid, &std::pair<image::Grid, Memberships>::first);
    if (known != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, known);
    } else {
      kept_.emplace_front(grid, find_memberships(grid, bold));
      if (kept_.size() > most_grids_kept) kept_.pop_back();
    }
    return kept_.front().second;
  }

  Memberships find_memberships(const image::Grid& grid, const std::filesystem::path& bold)
  {
    Memberships memberships;
    for (std::size_t set = 0; set < sets_.size(); ++set) {
      try {
        memberships.push_back(sets_[set].is_spheres() ? sphere_membership(grid, sets_[set].rois)
                                                      : label_membership(grid, labels_of(set), n_rois_[set]));
      } catch (base::InputError& error) {
        error.add_context({.file = bold.string()});
        throw;
      }
    }
    return memberships;
  }

  const LabelVolume& labels_of(std::size_t set)
  {
    if (!labels_[set]) labels_[set].emplace(*sets_[set].label_image, sets_[set].label_values);
    return *labels_[set];
  }

  std::vector<MeanSeries> series_of(const RoiSums& sums, const Memberships& memberships,
                                    const image::NiftiHeader& header) const
  {
    std::vector<MeanSeries> all;
    Eigen::Index first = 0;
    for (std::size_t set = 0; set < sets_.size(); ++set) {
      const auto n_rois = static_cast<Eigen::Index>(n_rois_[set]);
      MeanSeries series;
      series.coverage = judge_coverage(sets_[set], memberships[set].geometric, sums.usable[set]);
      series.values = means_of(sums.sums.middleCols(first, n_rois), series.coverage, header);
      series.resampled = memberships[set].resampled;
      all.push_back(std::move(series));
      first += n_rois;
    }
    return all;
  }

  std::vector<RoiSet> sets_;
  Voxels voxels_;
  std::vector<std::size_t> n_rois_;
  std::vector<std::optional<LabelVolume>> labels_;
  std::list<std::pair<image::Grid, Memberships>> kept_;  ///< latest first
};

RoiAverager::RoiAverager(std::vector<RoiSet> sets, Voxels voxels)
    : impl_(std::make_unique<Impl>(std::move(sets), voxels))
{
}
RoiAverager::~RoiAverager() = default;

std::vector<MeanSeries> RoiAverager::operator()(const std::filesystem::path& bold,
                                                const std::optional<std::filesystem::path>& mask)
{
  return impl_->average(bold, mask);
}

}  // namespace dmn::parcellation
