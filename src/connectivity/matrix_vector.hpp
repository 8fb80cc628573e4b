#pragma once

#include <Eigen/Core>

namespace dmn::connectivity {

/// Row-major upper triangle without the diagonal: E = R(R-1)/2 values, read from the lower triangle of the symmetric
/// R x R matrix, where they are contiguous. @throws ShapeError if the matrix is not square
Eigen::VectorXd upper_triangle(const Eigen::MatrixXd& symmetric);
/// The symmetric matrix with this upper triangle (E = R(R-1)/2, row-major) and diagonal (R).
/// @throws ShapeError when the sizes do not belong together
Eigen::MatrixXd symmetric_matrix(const Eigen::VectorXd& edges, const Eigen::VectorXd& diagonal);

/// atanh(clip(r, +-(1 - 1e-7))); NaN stays NaN. METHODS.md section 3.
double fisher_z(double r);

}  // namespace dmn::connectivity
