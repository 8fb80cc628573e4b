#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::store {

/// HDF5 is row-major, Eigen column-major: here, and nowhere else, one becomes the other.
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline RowMajor to_row_major(const Eigen::Ref<const Eigen::MatrixXd>& matrix)
{
  return matrix;
}
inline Eigen::MatrixXd from_row_major(const RowMajor& matrix)
{
  return matrix;
}

}  // namespace dmn::store
