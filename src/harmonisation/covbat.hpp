#pragma once

#include <Eigen/Core>

#include "harmonisation/combat.hpp"

namespace dmn::harmonisation {

constexpr double covbat_share = 0.95;  ///< of the variance that the harmonised components explain (Chen 2022)

/// What is left of features after ComBat and the preserved part, each centred and scaled to unit variance over the rows
/// of the fit. Features that ComBat leaves out are columns of zeros: they take no part in the components.
struct ScaledResiduals {
  Eigen::MatrixXd values = {};  ///< M x B
  Eigen::VectorXd centre = {};  ///< B
  Eigen::VectorXd scale = {};   ///< B, standard deviation (n - 1); 0 where left out
};

/// Of the rows of the fit.
/// @param block  N x B before ComBat, features [first, first + B)
ScaledResiduals scaled_residuals(const CombatParameters& parameters, const CombatRows& rows, Eigen::Index first,
                                 const Eigen::Ref<const Eigen::MatrixXd>& block);

/// Of other rows, in the units of the rows of the fit.
/// @param block  M x B before ComBat
/// @param fit    the same features of the rows of the fit
Eigen::MatrixXd residuals_like(const ScaledResiduals& fit, const CombatParameters& parameters, const CombatRows& rows,
                               Eigen::Index first, const Eigen::Ref<const Eigen::MatrixXd>& block);

/// N x N sum over the columns of r r': add the results of all tiles in their order, and the principal components of all
/// features follow without any rank having seen them all.
Eigen::MatrixXd gram(const ScaledResiduals& residuals);

/// CovBat's second half: principal components of the residuals and ComBat, without empirical Bayes and covariates, on
/// the scores of the first of them (Chen et al. 2022, Hum Brain Mapp 43:1179; ComBatFamily `covfam`).
struct CovbatParameters {
  Eigen::Index n_components = 0;    ///< the first number whose cumulative share exceeds covbat_share
  Eigen::MatrixXd projection = {};  ///< N x m: scores = gram * projection
  CombatParameters scores = {};     ///< of the m scores
};

/// @param design      the one of `gram`'s rows; its sites and reference are used
/// @param total_gram  N x N, over all features
/// @throws UsageError   mean-only: CovBat brings variances to one scale, too
/// @throws DesignError  no variance is left, or no component can be harmonised
CovbatParameters estimate_covbat(const CombatDesign& design, const Eigen::MatrixXd& total_gram);

/// What is added to each column of scaled residuals of M rows, as a matrix on the same column of the rows of the fit.
/// @param products  M x N sum over all columns of (residuals of these rows) (residuals of the fit)'; the total gram for
///                  the rows of the fit. A missing value makes its row, and all that is made of it, missing.
/// @return          M x N
Eigen::MatrixXd covbat_mixing(const CovbatParameters& covbat, const CombatRows& rows, const Eigen::MatrixXd& products);

/// alpha + X beta + centre + scale (residual + mixing * residual of the fit), in place, each column by itself. Features
/// that ComBat leaves out, and rows of the reference, keep their bits.
/// @param block  M x B before ComBat, features [first, first + B)
/// @param fit    the same features of the rows of the fit (of the same rows: scaled_residuals(block))
void apply_covbat(const CombatParameters& parameters, const CombatRows& rows, const Eigen::MatrixXd& mixing,
                  const ScaledResiduals& fit, Eigen::Index first, Eigen::Ref<Eigen::MatrixXd> block);

}  // namespace dmn::harmonisation
