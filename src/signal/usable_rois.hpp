#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::signal {

/// ROIs of a run that are used, 0-based columns of its series.
using RoiColumns = std::vector<Eigen::Index>;

/// Columns that are not NaN throughout.
/// @param series  T x R
/// @throws InputError naming column and row (both counted from 0) of a NaN or Inf in any other column
RoiColumns valid_rois(const Eigen::MatrixXd& series);

/// Leaves out ROIs that do not vary over the kept volumes, with a warning each.
RoiColumns varying_rois(const Eigen::MatrixXd& series, const RoiColumns& rois, const std::vector<Eigen::Index>& volumes,
                        std::vector<std::string>& warnings);

/// Leaves out ROIs of which nothing but rounding is left, at most 1e-9 of the raw norm (the rule for regressors), with
/// a warning each.
/// @param residuals   n x R; columns that are left out are removed
/// @param rois        R columns; reduced likewise
/// @param raw_norms   R norms on the same volumes before anything was done
void drop_explained(Eigen::MatrixXd& residuals, RoiColumns& rois, const Eigen::VectorXd& raw_norms,
                    std::vector<std::string>& warnings);

}  // namespace dmn::signal
