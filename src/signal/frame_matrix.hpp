#pragma once

#include <Eigen/Core>

namespace dmn::signal {

/// Signals with one volume a row, stored row by row: a pass over time touches all columns of a volume at once.
using FrameMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace dmn::signal
