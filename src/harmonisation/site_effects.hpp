#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "harmonisation/batches.hpp"
#include "harmonisation/covariates.hpp"
#include "stats/column_basis.hpp"

namespace dmn::harmonisation {

/// How features are asked about sites, before and after harmonisation: a decomposition of [1 | covariates | sites].
struct SiteModel {
  Batches batches = {};
  stats::ColumnBasis basis = {};  ///< its last n_site columns belong to the sites
  Eigen::Index n_site = 0;        ///< degrees of freedom of the sites given the covariates

  Eigen::Index residual_df() const noexcept { return batches.total_rows() - basis.rank(); }
};

/// @throws DesignError  the covariates leave nothing of the sites, or there is no residual degree of freedom
SiteModel site_model(const std::vector<std::string>& site_of_row, const Covariates& covariates);

/// What each feature shows of the sites; NaN for one with a missing value or without residual variance.
struct SiteEffects {
  Eigen::VectorXd f = {};             ///< F of site given the covariates
  Eigen::VectorXd p = {};             ///< of f
  Eigen::VectorXd partial_eta2 = {};  ///< SS site / (SS site + SS residual)
  Eigen::VectorXd sd_ratio = {};      ///< largest / smallest residual SD of a site with two rows or more
  Eigen::VectorXd spread_p = {};      ///< Brown-Forsythe on the residuals: do their variances differ over sites

  SiteEffects() = default;
  explicit SiteEffects(Eigen::Index n_features);

  Eigen::Index size() const noexcept { return f.size(); }
};

/// Each column by itself, as in fit_features.
/// @param block  N x F
SiteEffects site_effects(const SiteModel& model, const Eigen::Ref<const Eigen::MatrixXd>& block);

/// Writes a block's effects at [first, first + block.size()) of `all`.
void place(const SiteEffects& block, Eigen::Index first, SiteEffects& all);

/// One line about many features.
struct SiteEffectSummary {
  Eigen::Index n_features = 0;     ///< with a value
  double share_site = 0;           ///< of them, p < level
  double share_spread = 0;         ///< of them, spread_p < level
  double median_partial_eta2 = 0;  ///< NaN without features
  double median_sd_ratio = 0;      ///< NaN without features
};

SiteEffectSummary summarise(const SiteEffects& effects, double level = 0.05);

}  // namespace dmn::harmonisation
