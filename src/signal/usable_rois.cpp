#include "signal/usable_rois.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::signal {

RoiColumns valid_rois(const Eigen::MatrixXd& series)
{
  RoiColumns valid;
  for (Eigen::Index roi = 0; roi < series.cols(); ++roi) {
    const auto column = series.col(roi).array();
    if (column.isNaN().all()) continue;
    for (Eigen::Index row = 0; row < series.rows(); ++row) {
      if (std::isfinite(column(row))) continue;
      throw base::InputError(fmt::format("row {} of a series (counted from 0) is no number", row),
                             {.field = fmt::format("ROI {}", roi),
                              .expected = "a finite number at every volume",
                              .found = std::isnan(column(row)) ? "nan" : "inf"});
    }
    valid.push_back(roi);
  }
  return valid;
}

RoiColumns varying_rois(const Eigen::MatrixXd& series, const RoiColumns& rois, const std::vector<Eigen::Index>& volumes,
                        std::vector<std::string>& warnings)
{
  RoiColumns varying;
  for (const auto roi : rois) {
    bool constant = true;
    for (const auto volume : volumes) constant = constant && series(volume, roi) == series(volumes.front(), roi);
    if (!constant) {
      varying.push_back(roi);
    } else {
      warnings.push_back(fmt::format("ROI {} has zero variance over {} kept volumes", roi, volumes.size()));
    }
  }
  return varying;
}

void drop_explained(Eigen::MatrixXd& residuals, RoiColumns& rois, const Eigen::VectorXd& raw_norms,
                    std::vector<std::string>& warnings)
{
  constexpr double rounding = 1e-9;
  RoiColumns left;
  Eigen::Index column = 0;
  for (std::size_t k = 0; k < rois.size(); ++k) {
    const auto source = static_cast<Eigen::Index>(k);
    if (residuals.col(source).norm() > rounding * raw_norms(source)) {
      left.push_back(rois[k]);
      if (column != source) residuals.col(column) = residuals.col(source);
      ++column;
    } else {
      warnings.push_back(fmt::format("ROI {} has no variance left after denoising", rois[k]));
    }
  }
  rois = left;
  residuals.conservativeResize(Eigen::NoChange, column);
}

}  // namespace dmn::signal
