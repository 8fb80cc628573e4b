#include "painted_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "output_folder.hpp"
#include "parcellation/label_volume.hpp"
#include "store/atomic_file.hpp"
#include "whole_image.hpp"

namespace dmn::jobs {
namespace {

constexpr double last_step = 32767;
constexpr std::int64_t fewest_voxels = 2;

parcellation::Membership regions_on(const image::Grid& grid, const parcellation::RoiSet& atlas)
{
  if (atlas.is_spheres())
    throw base::UsageError("series can only be painted into a label image",
                           {.field = "atlas", .expected = "a label NIfTI", .found = atlas.name});
  const parcellation::LabelVolume labels(*atlas.label_image, atlas.label_values);
  auto membership = parcellation::label_membership(grid, labels, atlas.rois.size());
  const auto counts = parcellation::count_voxels(membership.runs, atlas.rois.size());
  for (std::size_t r = 0; r < counts.size(); ++r)
    if (counts[r] < fewest_voxels)
      throw base::UsageError(fmt::format("region {} has {} voxels on the grid", atlas.rois[r].label, counts[r]),
                             {.file = atlas.label_image->string(), .field = "grid_mm", .expected = "a finer grid"});
  return membership;
}

/// Columns that hold the regions: by name if the header has every label once, else by place if there are as many; else
/// none.
std::vector<Eigen::Index> columns_of(const std::vector<std::string>& labels, const std::vector<std::string>& header,
                                     Eigen::Index n_columns)
{
  std::vector<Eigen::Index> columns;
  for (const auto& label : labels)
    if (std::ranges::count(header, label) == 1) columns.push_back(std::ranges::find(header, label) - header.begin());
  if (columns.size() == labels.size()) return columns;
  if (static_cast<std::size_t>(n_columns) != labels.size()) return {};
  columns.resize(labels.size());
  std::iota(columns.begin(), columns.end(), Eigen::Index{0});
  return columns;
}

std::vector<std::string> labels_of(const connectivity::RoiTable& rois)
{
  std::vector<std::string> labels;
  for (const auto& roi : rois) labels.push_back(roi.label);
  return labels;
}

void copy_whole(const std::filesystem::path& from, const std::filesystem::path& to)
{
  store::write_text_atomically(to, files::read_text(from));
}

}  // namespace

std::int16_t StepScale::step_of(double value) const
{
  const double step = (value - double{intercept}) / double{slope};
  return static_cast<std::int16_t>(std::lrint(std::clamp(step, -last_step, last_step)));
}

StepScale scale_for(const Eigen::MatrixXd& values)
{
  const double low = values.minCoeff();
  const double high = values.maxCoeff();
  // A little wider than the values, so that rounding slope and intercept to float32 cuts nothing off.
  const double range = (high - low) * (1 + 1e-5) + 1e-6 * std::max(std::abs(low), std::abs(high));
  const double slope = range > 0 ? range / (2 * last_step) : 1.0;
  return {.slope = static_cast<float>(slope), .intercept = static_cast<float>(low + 0.5 * (high - low))};
}

PaintedRunWriter::PaintedRunWriter(const image::Grid& grid, const parcellation::RoiSet& atlas,
                                   bids::DerivativeNaming naming, std::filesystem::path derivatives)
    : grid_(grid),
      labels_(labels_of(atlas.rois)),
      membership_(regions_on(grid, atlas)),
      naming_(std::move(naming)),
      derivatives_(std::move(derivatives))
{
}

Eigen::MatrixXd PaintedRunWriter::read_series(const bids::Run& run) const
{
  const auto path = run.dataset / run.series;
  auto file = files::read_text_matrix(path);
  if (run.roi_by_time) file.values.transposeInPlace();
  const auto columns =
      columns_of(labels_, run.roi_by_time ? std::vector<std::string>{} : file.names, file.values.cols());
  if (columns.empty())
    throw base::InputError("the series does not belong to the atlas",
                           {.file = path.string(),
                            .participant = base::display(run.id),
                            .field = "columns",
                            .expected = fmt::format("the {} regions of the atlas, by name or number", labels_.size()),
                            .found = std::to_string(file.values.cols())});
  const Eigen::MatrixXd series = file.values(Eigen::all, columns);
  if (!series.allFinite())
    throw base::InputError(
        "a value that no voxel can hold",
        {.file = path.string(), .participant = base::display(run.id), .expected = "numbers in every cell"});
  return series;
}

void PaintedRunWriter::write_image(const std::filesystem::path& path, const Eigen::MatrixXd& series, double tr_s) const
{
  const StepScale scale = scale_for(series);
  WholeImage image(path, {.grid = grid_,
                          .n_volumes = series.rows(),
                          .type = image::VoxelType::int16,
                          .slope = double{scale.slope},
                          .intercept = double{scale.intercept},
                          .repetition_time = base::Seconds(tr_s)});
  std::vector<std::int16_t> volume(static_cast<std::size_t>(grid_.n_voxels()), scale.step_of(0));
  for (Eigen::Index t = 0; t < series.rows(); ++t) {
    for (const auto& [begin, end, roi] : membership_.runs)
      std::fill(volume.begin() + begin, volume.begin() + end, scale.step_of(series(t, static_cast<Eigen::Index>(roi))));
    image.writer().append_raw(std::as_bytes(std::span(volume)));
  }
  image.commit();
}

void PaintedRunWriter::write_mask(const std::filesystem::path& path) const
{
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(grid_.n_voxels()), 0);
  for (const auto& run : membership_.runs) std::fill(mask.begin() + run.begin, mask.begin() + run.end, std::uint8_t{1});
  WholeImage image(path, {.grid = grid_, .n_volumes = 1, .type = image::VoxelType::uint8});
  image.writer().append_raw(std::as_bytes(std::span(mask)));
  image.commit();
}

void PaintedRunWriter::operator()(const bids::Run& run) const
{
  const auto files = bids::derivative_files(run.id, naming_);
  const Eigen::MatrixXd series = read_series(run);
  require_inside(derivatives_, derivatives_ / files.bold);
  if (!run.confounds.empty()) copy_whole(run.dataset / run.confounds, derivatives_ / files.confounds);
  if (!run.confounds_json.empty()) copy_whole(run.dataset / run.confounds_json, derivatives_ / files.confounds_json);
  store::write_text_atomically(derivatives_ / files.bold_json,
                               bids::bold_json_text(base::Seconds(run.tr_s), run.id.task));
  write_mask(derivatives_ / files.mask);
  write_image(derivatives_ / files.bold, series, run.tr_s);
}

}  // namespace dmn::jobs
