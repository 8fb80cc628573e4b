#pragma once

#include <Eigen/Core>
#include <string_view>
#include <vector>

#include "harmonisation/combat_design.hpp"

namespace dmn::harmonisation {

/// What becomes of a feature. Only harmonised features enter the empirical Bayes; all others come back unchanged.
enum class FeatureStatus : unsigned char {
  harmonised,
  missing_values,        ///< some row has no finite value
  constant_within_site,  ///< no variance in some site, before or after the covariates (as in sva)
  zero_variance,         ///< constant in all rows
};

/// The word of result tables: `harmonised`, `missing values`, `constant within a site`, `zero variance`.
std::string_view words(FeatureStatus status);

/// Least squares of each feature on sites and covariates; NaN where the feature is not harmonised.
/// A value: tables of neighbouring blocks are joined with place().
struct FeatureFits {
  std::vector<FeatureStatus> status = {};  ///< F
  Eigen::VectorXd intercept = {};          ///< F, alpha: weighted mean of the sites' intercepts, or the reference's
  Eigen::MatrixXd slopes = {};             ///< p x F, of the covariates kept
  Eigen::VectorXd sigma = {};              ///< F, root of the residual sum of squares / n (of the reference's rows)
  Eigen::MatrixXd gamma_hat = {};          ///< S x F, site means of Z = (Y - alpha - X beta) / sigma
  Eigen::MatrixXd delta2_hat = {};         ///< S x F, site variances of Z (n - 1); 1 for a site with one row

  FeatureFits() = default;
  FeatureFits(Eigen::Index n_sites, Eigen::Index n_covariates, Eigen::Index n_features);

  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(status.size()); }
  /// Positions with this status, ascending.
  std::vector<Eigen::Index> with(FeatureStatus wanted) const;
};

/// Fits every column by itself: its numbers do not depend, to the bit, on the columns beside it.
/// @param block  N x F, any units; not finite is missing
/// @throws ShapeError  rows differ from the design's
FeatureFits fit_features(const CombatDesign& design, const Eigen::Ref<const Eigen::MatrixXd>& block);

/// Writes a block's table at [first, first + block.size()) of `all`.
/// @throws ShapeError  it does not fit there
void place(const FeatureFits& block, Eigen::Index first, FeatureFits& all);

}  // namespace dmn::harmonisation
