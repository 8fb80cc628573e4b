#include "run_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "files/matrix_file.hpp"

namespace dmn::jobs {
namespace {

using base::InputError;

bool is_constant(const Eigen::VectorXd& column)
{
  return (column.array() == column(0)).all();
}

void refuse_non_finite(const Eigen::MatrixXd& values, const std::vector<std::string>& labels,
                       const std::filesystem::path& file)
{
  for (Eigen::Index roi = 0; roi < values.cols(); ++roi) {
    for (Eigen::Index row = 0; row < values.rows(); ++row) {
      if (std::isfinite(values(row, roi))) continue;
      throw InputError(fmt::format("row {}", row + 1), {.file = file.string(),
                                                        .field = labels[static_cast<std::size_t>(roi)],
                                                        .expected = "a finite number",
                                                        .found = std::isnan(values(row, roi)) ? "nan" : "inf"});
    }
  }
}

/// Columns by name where the header holds exactly the regions' labels, else as they stand.
Eigen::MatrixXd columns_in_order(const files::TextMatrix& file, const std::vector<std::string>& labels)
{
  if (file.names == labels || !std::ranges::is_permutation(file.names, labels)) return file.values;
  Eigen::MatrixXd ordered(file.values.rows(), file.values.cols());
  for (std::size_t roi = 0; roi < labels.size(); ++roi) {
    const auto column = std::ranges::find(file.names, labels[roi]) - file.names.begin();
    ordered.col(static_cast<Eigen::Index>(roi)) = file.values.col(column);
  }
  return ordered;
}

}  // namespace

std::vector<std::string> labels_of(const parcellation::RoiSet& set)
{
  std::vector<std::string> labels;
  for (const auto& roi : set.rois) labels.push_back(roi.label);
  return labels;
}

store::RoiSetSeries series_from_file(const bids::Run& run, const parcellation::RoiSet& set)
{
  const auto file = files::read_text_matrix(run.dataset / run.series);
  store::RoiSetSeries series{.roi_set = set.name, .labels = labels_of(set)};
  series.values = run.roi_by_time ? Eigen::MatrixXd(file.values.transpose()) : columns_in_order(file, series.labels);
  if (series.values.cols() != std::ssize(set.rois)) {
    throw InputError("", {.file = run.series.string(),
                          .field = "columns",
                          .expected = fmt::format("{}, one a region of {}", set.rois.size(), set.name),
                          .found = std::to_string(series.values.cols())});
  }
  refuse_non_finite(series.values, series.labels, run.series);
  series.coverage.assign(set.rois.size(), std::numeric_limits<double>::quiet_NaN());
  series.invalid.assign(set.rois.size(), "");
  for (Eigen::Index roi = 0; roi < series.values.cols(); ++roi) {
    if (!is_constant(series.values.col(roi))) continue;
    series.invalid[static_cast<std::size_t>(roi)] = fmt::format("zero variance over {} volumes", series.values.rows());
    series.values.col(roi).setConstant(std::numeric_limits<double>::quiet_NaN());
  }
  return series;
}

store::RoiSetSeries series_from_image(parcellation::MeanSeries mean, const parcellation::RoiSet& set)
{
  return {.roi_set = set.name,
          .labels = labels_of(set),
          .values = std::move(mean.values),
          .coverage = std::move(mean.coverage.fraction),
          .invalid = std::move(mean.coverage.reason),
          .resampled = mean.resampled};
}

double smallest_coverage(const std::vector<double>& values)
{
  double smallest = std::numeric_limits<double>::quiet_NaN();
  for (const double value : values) {
    if (std::isnan(smallest) || value < smallest) smallest = value;
  }
  return smallest;
}

std::vector<std::string> clauses_of_invalid_rois(const store::RoiSetSeries& series)
{
  std::vector<std::string> clauses;
  for (std::size_t roi = 0; roi < series.invalid.size(); ++roi) {
    if (!series.invalid[roi].empty()) clauses.push_back(series.labels[roi] + ": " + series.invalid[roi]);
  }
  return clauses;
}

}  // namespace dmn::jobs
