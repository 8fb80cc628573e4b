#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

namespace dmn::connectivity {

/// One region of interest: a row of the ROI table. Text is empty and numbers are NaN where the table does not say.
struct Roi {
  std::string label;
  std::string network = {};
  std::string subsystem = {};
  std::string hemisphere = {};
  Eigen::Vector3d xyz_mm = Eigen::Vector3d::Constant(std::numeric_limits<double>::quiet_NaN());
  double radius_mm = std::numeric_limits<double>::quiet_NaN();
};

/// R rows; row order is ROI order everywhere.
using RoiTable = std::vector<Roi>;

}  // namespace dmn::connectivity
