#pragma once

#include <Eigen/Core>

namespace dmn::inference {

// How far a statistic can be from the one that its single-precision projections give. The model of rounding and the
// bounds on inner products are those of Higham 2002 (Accuracy and Stability of Numerical Algorithms, 2nd ed., ch. 3).

/// Bound on |w - x'y| for unit vectors x and y of doubles and their product w as computed by
/// product_in_chunks. With u = 2^-24 a chunk of n terms, in whatever order the BLAS adds them, with or without
/// fused multiply-add, is (Higham 3.3) within gamma_n sum |x_i||y_i|, gamma_n = n u / (1 - n u), of that of the rounded
/// factors. Rounding both to single precision and scaling x add three: gamma_{n+3}. Over the chunks the sums
/// of |x_i||y_i| add up to at most |x||y| = 1 (Cauchy-Schwarz). What underflow loses, even if it is flushed to zero, is
/// below N 2^-124.
double projection_bound(Eigen::Index n_rows);

/// Bounds on the errors of what t* and F* are made of, T outcomes, each in units of its |R|.
struct ScreeningErrors {
  Eigen::VectorXd effect;    ///< T: of |U'P E|
  Eigen::VectorXd residual;  ///< T: of rss = |E|^2 - |V'P E|^2
};

/// With the v components of V'P E within eps of the exact ones, hence the vector within eta = sqrt(v) eps:
///   | |U'P E| - exact | <= eps |s|, s_d = sum_k |(V'U)_kd|, because U'P E = (V'U)'(V'P E);
///   | |V'P E|^2 - exact | <= 2 |E| eta + eta^2, because |V'P E| <= |E|.
/// eps is projection_bound plus delta |E|, delta = (4 N + 1024) 2^-53, in which everything rounded in double precision
/// has room: (V'P U) U'Y, the sums over chunks, the few operations after the product, and the difference between two
/// ways to compute the same statistic in double precision. So a statistic of the double-precision engine lies within
/// the bounds as the exact one does.
/// @param in_varying  v x q: V'U
/// @param total_ss    T: |E|^2 / |R|^2; NaN where there is no test
ScreeningErrors screening_errors(const Eigen::MatrixXd& in_varying, const Eigen::VectorXd& total_ss,
                                 Eigen::Index n_rows);

}  // namespace dmn::inference
