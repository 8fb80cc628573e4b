#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "harmonisation/batches.hpp"
#include "harmonisation/covariates.hpp"
#include "harmonisation/empirical_bayes.hpp"
#include "harmonisation/feature_fits.hpp"

namespace dmn::harmonisation {

/// All that ComBat has learnt from its rows; a plain value, so that it can be stored and applied to other rows.
struct CombatParameters {
  std::vector<std::string> sites = {};         ///< S, sorted
  std::vector<Eigen::Index> n_rows = {};       ///< S, rows the parameters come from
  std::optional<Eigen::Index> reference = {};  ///< position of the site that stays as it is
  std::vector<std::string> covariates = {};    ///< p, those preserved
  FeatureFits features = {};                   ///< F
  Eigen::MatrixXd gamma_star = {};             ///< S x F, location removed; NaN where not harmonised
  Eigen::MatrixXd delta2_star = {};            ///< S x F, squared scale removed; NaN where not harmonised
  std::vector<SitePrior> priors = {};          ///< S; over the harmonised features
  std::vector<std::string> warnings = {};      ///< dropped covariates, sites without empirical Bayes
};

/// From the tables of all features (of every rank, gathered) to parameters. A function of the tables alone, so that
/// ranks which hold the same tables find the same bits. Costs S x F a step of the iteration; no data are needed.
/// A site whose tau2 or s2 is 0 keeps its own gamma_hat and delta2_hat, with a warning.
/// @throws DesignError  no feature can be harmonised; the iteration did not end
CombatParameters estimate(const CombatDesign& design, FeatureFits features);

/// Rows to be harmonised, in terms of the parameters; other rows than those of the fit are welcome.
struct CombatRows {
  Batches batches = {};             ///< among the sites of the parameters
  Eigen::MatrixXd covariates = {};  ///< M x p, in the order of the parameters
};

/// @param site_of_row  M
/// @param covariates   M x p', at least those of the parameters
/// @throws DesignError naming a site that the parameters do not know
/// @throws ShapeError  a covariate is not there, or has another number of rows
CombatRows rows_for(const CombatParameters& parameters, const std::vector<std::string>& site_of_row,
                    const Covariates& covariates);

/// The rows of the fit themselves.
CombatRows rows_of(const CombatDesign& design);

/// Y* = sigma (Z - gamma*) / delta* + alpha + X beta, in place, each column by itself. Features that are not harmonised
/// and rows of the reference keep their bits; a missing value stays missing.
/// @param block  M x B, features [first, first + B) of the parameters
/// @throws ShapeError  block outside the parameters or of other rows
void apply(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
           Eigen::Ref<Eigen::MatrixXd> block);

/// alpha + X beta of one feature, M values: what ComBat preserves.
Eigen::VectorXd preserved_part(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index feature);

}  // namespace dmn::harmonisation
