#pragma once

#include <Eigen/Core>

#include "inference/relabelling.hpp"

namespace dmn::inference {

/// A participant's values side by side: relabelling moves whole rows.
template <class Real>
using RowMajor = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowMajorMatrix = RowMajor<double>;

/// P x.
Eigen::VectorXd relabelled(const Relabelling& relabelling, const Eigen::VectorXd& x);

/// P'V, so that (P'V)'x = V'P x.
/// @param v    N x v
/// @param out  room for N x v, column-major
void relabel_back(const Relabelling& relabelling, const RowMajorMatrix& v, double* out);
void relabel_back(const Relabelling& relabelling, const RowMajor<float>& v, float* out);

/// V'P x of one outcome. Summed in a fixed order: the same bits wherever the arguments lie in memory.
/// @param v  N x v
/// @param x  N
Eigen::VectorXd projected(const Relabelling& relabelling, const Eigen::MatrixXd& v,
                          const Eigen::Ref<const Eigen::VectorXd>& x);

}  // namespace dmn::inference
