#pragma once

#include <Eigen/Core>

namespace dmn::inference {

/// Rows that a product adds up in single precision; over such chunks it goes on in double precision, so that a long
/// sum is as precise as a short one. Nearly equal, a function of N alone: at most 512, or 256 beyond 4096 rows, where
/// what a chunk's bound leaves open costs more to compute again.
Eigen::Index rows_per_chunk(Eigen::Index n_rows);

/// out = a' b, each chunk in single precision, their sum in double precision; out is given its shape. Its error:
/// projection_bound.
/// @param a  N x A;  @param b  N x B;  @param chunk  A x B, scratch kept from call to call;  @param out  A x B
/// @throws ShapeError if a and b have different numbers of rows
void product_in_chunks(const Eigen::Ref<const Eigen::MatrixXf>& a, const Eigen::Ref<const Eigen::MatrixXf>& b,
                       Eigen::MatrixXf& chunk, Eigen::MatrixXd& out);

}  // namespace dmn::inference
