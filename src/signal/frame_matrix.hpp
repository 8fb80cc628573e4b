#pragma once

#include <Eigen/Core>

namespace dmn::signal {

/// Signals with one volume a row, stored row by row: a pass over time touches all columns of a volume at once.
using FrameMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Signals of many voxels as an image holds them, one volume a row: in single precision, they take most of a run's
/// room.
using VoxelMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace dmn::signal
