#pragma once

#include <Eigen/Core>
#include <string>

namespace dmn::inference {

// The large products of permutation runs and of predictions, by the linked BLAS on one thread. The bits of a result
// depend on the shapes and on the kernel that the library chose for the processor, never on where in memory the
// matrices lie.

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

/// out = a b; out is given its shape.
/// @param a  N x A;  @param b  A x B;  @param out  N x B
/// @throws ShapeError if the shapes do not fit
void product(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
             Eigen::MatrixXd& out);

/// a a', N x N, half the work of a product.
/// @param a  N x A
Eigen::MatrixXd gram_of_rows(const Eigen::MatrixXd& a);

/// Eigenvalues and vectors of a symmetric matrix.
struct SymmetricEigen {
  Eigen::VectorXd values = {};   ///< N, ascending
  Eigen::MatrixXd vectors = {};  ///< N x N, a column an eigenvector
};

/// By divide and conquer (LAPACK dsyevd, of the linked library). Only the lower triangle is read.
/// @throws ShapeError for a matrix that is not square or holds a value that is not finite
SymmetricEigen symmetric_eigen(Eigen::MatrixXd matrix);

/// `OpenBLAS 0.3.21 Haswell`: version, and the processor its kernel is made for.
std::string blas_kernel();

}  // namespace dmn::inference
