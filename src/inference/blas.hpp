#pragma once

#include <Eigen/Core>
#include <string>

namespace dmn::inference {

// The large products of a permutation run, by the linked BLAS on one thread. The bits of a result depend on the
// shapes and on the kernel that the library chose for the processor, never on where in memory the matrices lie.

/// out = a' b; out is given its shape.
/// @param a  N x A;  @param b  N x B;  @param out  A x B
/// @throws ShapeError if a and b have different numbers of rows
void product_transposed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, Eigen::MatrixXd& out);

/// The same in single precision.
void product_transposed(const Eigen::Ref<const Eigen::MatrixXf>& a, const Eigen::Ref<const Eigen::MatrixXf>& b,
                        Eigen::MatrixXf& out);

/// from -= a b.
/// @param a  N x A;  @param b  A x B;  @param from  N x B
/// @throws ShapeError if the shapes do not fit
void subtract_product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, Eigen::MatrixXd& from);

/// `OpenBLAS 0.3.21 Haswell`: version, and the processor its kernel is made for.
std::string blas_kernel();

}  // namespace dmn::inference
