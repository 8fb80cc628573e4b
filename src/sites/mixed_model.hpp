#pragma once

#include <Eigen/Core>
#include <map>
#include <vector>

#include "sites/reml_profile.hpp"
#include "sites/site_rows.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::sites {

/// The contrast under a random intercept of the site; each vector B long, NaN where not tested.
struct MixedStatistics {
  Eigen::VectorXi n;     ///< complete rows
  Eigen::VectorXd beta;  ///< generalised least squares
  Eigen::VectorXd se;
  Eigen::VectorXd df;  ///< Satterthwaite; N - p at the boundary
  Eigen::VectorXd t;
  Eigen::VectorXd p;  ///< two-sided
  Eigen::VectorXd var_site;
  Eigen::VectorXd var_residual;
  Eigen::VectorXd boundary;  ///< 1 where the variance between sites is estimated as 0, else 0
  std::vector<stats::Status> status;

  explicit MixedStatistics(Eigen::Index size);
};

/// Fixed effects without the site, a random intercept a site, restricted maximum likelihood (METHODS.md section 5;
/// Satterthwaite's degrees of freedom as in Kuznetsova et al. 2017, J Stat Softw 82(13)).
///
/// Everything that the design alone decides is worked out once: with M = Q R, C = Z' (I - Q Q') Z = W D W',
/// h = W' Z' Q w (w the contrast on Q) and e = W' Z' r (r the least-squares residual),
///   beta(lambda) = w' Q'y - lambda sum h e / (1 + lambda d),   Var = residual (w'w + lambda sum h^2 / (1 + lambda d)).
/// An outcome costs O(N p + S^2) once and O(S) an evaluation of the likelihood.
class MixedModel {
 public:
  /// @param design    holds the site; its terms that hold the site leave the fixed effects
  /// @param contrast  a t contrast; cohort: the one the design was built from
  /// @throws DesignError as rows_by_site() and require_t_contrast(); when no site has two rows, so that the two
  ///         variances cannot be told apart; when the contrast cannot be estimated without the site
  MixedModel(const stats::Design& design, const stats::Contrast& contrast, const stats::Cohort& cohort);

  /// Fits a block. Memory: the block twice.
  /// @param outcomes  N x B, rows of the design; a value that is not finite is missing: complete rows an outcome
  MixedStatistics fit(const Eigen::MatrixXd& outcomes);

  const stats::Design& fixed_effects() const noexcept { return fixed_; }

 private:
  using MissingRows = std::vector<Eigen::Index>;

  /// What the rows decide.
  struct OnRows {
    std::vector<Eigen::Index> rows;
    stats::Status status = stats::Status::tested;
    Eigen::MatrixXd q;         ///< n x p
    Eigen::VectorXd weights;   ///< p: contrast on q
    std::vector<int> site;     ///< n
    Eigen::MatrixXd rotation;  ///< S x S, columns of W
    Eigen::ArrayXd d;          ///< S eigenvalues, ascending; 0 where negligible
    Eigen::ArrayXd h;          ///< S
  };
  struct Outcome;

  OnRows on_rows(std::vector<Eigen::Index> rows) const;
  const OnRows& without(const MissingRows& missing);
  static Outcome rotated(const OnRows& model, const Eigen::Ref<const Eigen::VectorXd>& y);
  static void test(const OnRows& model, const Outcome& outcome, Eigen::Index e, MixedStatistics& result);

  stats::Design fixed_;
  stats::Contrast contrast_;
  std::vector<int> site_of_row_;
  Eigen::Index n_sites_ = 0;
  OnRows complete_;
  std::map<MissingRows, OnRows> incomplete_;  ///< a bounded cache: neighbouring edges lack the same rows
};

}  // namespace dmn::sites
