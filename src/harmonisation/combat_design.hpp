#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "harmonisation/batches.hpp"
#include "harmonisation/covariates.hpp"

namespace dmn::harmonisation {

/// How ComBat is done (Johnson 2007; METHODS.md section 5).
struct CombatOptions {
  bool empirical_bayes = true;                ///< false: each feature's own site effects
  bool mean_only = false;                     ///< shift sites, leave their variances
  std::optional<std::string> reference = {};  ///< a site that stays as it is and that the others are brought to
  int max_iterations = 1000;                  ///< of empirical Bayes, a site
};

/// The rows of a ComBat fit: sites, preserved covariates and one decomposition of [sites | covariates] for all
/// features.
struct CombatDesign {
  CombatOptions options = {};
  Batches batches = {};
  std::optional<Eigen::Index> reference = {};  ///< position of options.reference
  Covariates covariates = {};                  ///< those kept, N x p
  Eigen::MatrixXd site_means = {};             ///< S x p, of the covariates
  Eigen::MatrixXd within_sites = {};           ///< N x p, orthonormal basis of the covariates less their site means
  Eigen::MatrixXd triangle = {};               ///< p x p, upper: covariates less site means = within_sites * triangle
  std::vector<std::string> warnings = {};      ///< covariates that were dropped

  Eigen::Index n_rows() const noexcept { return batches.total_rows(); }
  Eigen::Index n_covariates() const noexcept { return within_sites.cols(); }
};

/// Checks everything that can be refused before data are seen. A covariate that is constant or collinear with earlier
/// ones is dropped with a warning.
/// @param site_of_row  N
/// @param covariates   N x p, finite
/// @throws DesignError under two sites; a site with one row (unless mean_only; never the reference), naming it; a
/// covariate that is a
///         combination of sites, naming it; a missing value in a covariate; no more rows than sites and covariates
/// @throws UsageError  a reference that is no site, naming the nearest
/// @throws ShapeError  sites and covariates of different numbers of rows
CombatDesign combat_design(const std::vector<std::string>& site_of_row, const Covariates& covariates,
                           const CombatOptions& options);

}  // namespace dmn::harmonisation
