#pragma once

#include <Eigen/Core>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::clinical {

/// A contrast under a random intercept of the person; each vector B long, NaN where not tested.
struct RepeatedStatistics {
  explicit RepeatedStatistics(Eigen::Index size);

  Eigen::VectorXi n;          ///< rows: sessions of persons
  Eigen::VectorXi n_persons;  ///< persons among them
  Eigen::VectorXd beta;       ///< generalised least squares
  Eigen::VectorXd se;
  Eigen::VectorXd df;  ///< Satterthwaite; N - p at the boundary
  Eigen::VectorXd t;
  Eigen::VectorXd p;  ///< two-sided
  Eigen::VectorXd var_person;
  Eigen::VectorXd var_residual;
  Eigen::VectorXd boundary;  ///< 1 where the variance between persons is estimated as 0, else 0
  std::vector<stats::Status> status;
};

/// Fixed effects and a random intercept a person over unequally many sessions, restricted maximum likelihood (Laird &
/// Ware 1982, Biometrics 38:963), Satterthwaite's degrees of freedom as in Kuznetsova et al. 2017, J Stat Softw 82(13).
///
/// V = a ZZ' + b I has the eigenvalue b + a n on the mean of a person with n rows, b on what is within persons. So
/// cross-products a class of equally many rows are all that is needed: an evaluation of the likelihood costs O(p^3)
/// however many persons there are.
class RandomInterceptModel {
 public:
  /// Keeps references. @param person  a number a row of the design; @param contrasts  t contrasts
  /// @throws DesignError when no person has two rows, so that the two variances cannot be told apart
  RandomInterceptModel(const stats::Design& design, const std::vector<stats::Contrast>& contrasts,
                       std::vector<int> person);

  /// @param outcomes  N x B, rows of the design; a value that is not finite is missing: complete rows an outcome
  /// @return          one a contrast
  std::vector<RepeatedStatistics> fit(const Eigen::MatrixXd& outcomes) const;

 private:
  struct OnRows;
  OnRows on_rows(std::vector<Eigen::Index> rows) const;
  void fit_outcome(const OnRows& model, const Eigen::VectorXd& y, Eigen::Index e,
                   std::vector<RepeatedStatistics>& results) const;

  const stats::Design& design_;
  const std::vector<stats::Contrast>& contrasts_;
  std::vector<int> person_;
};

}  // namespace dmn::clinical
