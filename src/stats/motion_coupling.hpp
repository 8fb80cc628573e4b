#pragma once

#include <Eigen/Core>
#include <map>
#include <vector>

namespace dmn::stats {

/// QC-FC of E edges (Power et al. 2012, NeuroImage 59:2142; Ciric et al. 2017, NeuroImage 154:174): the partial
/// correlation across subjects of connectivity with mean FD given covariates. NaN where it cannot be had.
struct MotionCoupling {
  Eigen::VectorXi n;  ///< subjects that have the edge
  Eigen::VectorXd r;
  Eigen::VectorXd p;  ///< two-sided, df = n - 2 - q, q the covariates' rank beside the intercept on these subjects
};

/// Correlates blocks of edges with mean FD. Subjects that lack an edge are left out of that edge only; an edge with
/// fewer than 10 residual degrees of freedom is not tested (METHODS.md section 7).
class MotionModel {
 public:
  /// @param covariates  N x K, coded (age, sex, group, site), without intercept; dependent columns are harmless
  /// @param mean_fd     N, mm
  /// @throws ShapeError when the rows differ in number or a value is not finite;
  ///         DesignError when nothing of mean FD is left given the covariates
  MotionModel(const Eigen::MatrixXd& covariates, const Eigen::VectorXd& mean_fd);

  /// @param edges  N x B, Fisher z; a value that is not finite is missing
  /// @return       B
  /// @throws ShapeError when the rows differ in number
  MotionCoupling couple(const Eigen::MatrixXd& edges);

  Eigen::Index n_subjects() const noexcept { return mean_fd_.size(); }
  /// q: rank of the covariates beside the intercept.
  Eigen::Index n_covariates() const noexcept { return complete_.nuisance.cols() - 1; }

 private:
  using Rows = std::vector<Eigen::Index>;
  struct OnRows {
    Eigen::MatrixXd nuisance;  ///< n x (q + 1), orthonormal: intercept and covariates
    Eigen::VectorXd motion;    ///< n: what they leave of mean FD, unit norm; empty if nothing
  };

  OnRows on(const Rows& rows) const;
  const OnRows& model_of(const Rows& rows);
  /// @param left  what the nuisance leaves of an edge whose norm was `norm`
  static void correlate(const OnRows& model, const Eigen::Ref<const Eigen::VectorXd>& left, double norm, Eigen::Index e,
                        MotionCoupling& result);

  Eigen::MatrixXd nuisance_columns_;  ///< N x (K + 1)
  Eigen::VectorXd mean_fd_;
  OnRows complete_;
  std::map<Rows, OnRows> incomplete_;  ///< a bounded cache: neighbouring edges lack the same subjects
};

}  // namespace dmn::stats
