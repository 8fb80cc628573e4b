#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace dmn::clinical {

/// The product ab of two paths: from a contrast X to a score M, and from M to an outcome Y with X held fixed. In
/// cross-sectional data it is a statement about associations, not about causes (Maxwell & Cole 2007, Psychol Methods
/// 12:23). By least squares ab is the total effect of X less its effect with M held fixed.
class IndirectEffect {
 public:
  /// @param covariates  N x K, full rank: the model of M, X in it
  /// @param contrast    K: the weights of X among its columns
  /// @param score       N: M
  /// @param outcomes    N x S: Y; a column with a missing row gets NaN
  IndirectEffect(Eigen::MatrixXd covariates, Eigen::VectorXd contrast, Eigen::VectorXd score, Eigen::MatrixXd outcomes);

  Eigen::Index n_rows() const noexcept { return regressors_.rows(); }
  /// S products ab of the rows taken `counts` times each; NaN where the rows drawn cannot carry the model.
  Eigen::VectorXd products(const Eigen::VectorXd& counts) const;
  /// S products of the cohort as it is.
  Eigen::VectorXd products() const { return products(Eigen::VectorXd::Ones(n_rows())); }
  /// Path a: the contrast's effect on the score.
  double path_a() const;
  /// S paths b.
  Eigen::VectorXd path_b() const;

 private:
  struct Paths {
    double a = 0;
    Eigen::VectorXd b;
  };
  Paths paths(const Eigen::VectorXd& counts) const;

  Eigen::MatrixXd regressors_;  ///< N x (K + 1): the covariates, then the score; columns of unit root mean square
  Eigen::VectorXd contrast_;
  Eigen::MatrixXd outcomes_;
  double score_scale_ = 1;
};

/// Samples [first, first + n) of the products, n x S: rows resampled within blocks (see resampled_counts).
Eigen::MatrixXd bootstrapped_products(const IndirectEffect& effect, const std::vector<std::vector<int>>& rows_of_blocks,
                                      std::uint64_t seed, int first, int n);

}  // namespace dmn::clinical
