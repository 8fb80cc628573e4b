#pragma once

#include <Eigen/Core>

#include "inference/relabelling.hpp"

namespace dmn::inference {

/// A participant's values side by side: relabelling moves whole rows.
using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// P x.
Eigen::VectorXd relabelled(const Relabelling& relabelling, const Eigen::VectorXd& x);

/// P'V, so that (P'V)'x = V'P x.
/// @param v    N x v
/// @param out  room for N x v, column-major
void relabel_back(const Relabelling& relabelling, const RowMajorMatrix& v, double* out);

}  // namespace dmn::inference
