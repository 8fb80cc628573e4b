#pragma once

#include <Eigen/Core>

#include "inference/exchangeability.hpp"

namespace dmn::inference {

/// The model's space as relabelling sees it; both bases orthonormal and orthogonal to each other.
struct SplitSpace {
  Eigen::MatrixXd unmoved;  ///< N x (r - v): vectors that every allowed relabelling leaves as they are
  Eigen::MatrixXd varying;  ///< N x v: the rest
};

/// Permutations within blocks leave those vectors unmoved that are constant within each block; sign flips leave none.
/// @param q  N x r, orthonormal
SplitSpace split_space(const Eigen::MatrixXd& q, const Exchangeability& exchangeability);

}  // namespace dmn::inference
