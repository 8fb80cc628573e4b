#pragma once

#include <Eigen/Core>
#include <string>
#include <utility>
#include <vector>

#include "sites/between_site_variance.hpp"

namespace dmn::sites {

/// How the uncertainty of a pooled estimate is judged.
enum class MetaInterval {
  normal,                 ///< se^2 = 1 / sum w, normal quantiles
  hartung_knapp,          ///< se^2 = q / sum w, t with k - 1 degrees of freedom
  hartung_knapp_guarded,  ///< the same with q <- max(1, q): never narrower than the normal one's se
};

enum class MetaModel { none, fixed_effect, dersimonian_laird, reml };

/// A pooled effect of k sites. NaN where the model does not give a number.
struct MetaAnalysis {
  MetaModel model = MetaModel::none;  ///< the model behind the numbers: DL where REML did not converge
  MetaInterval interval = MetaInterval::normal;
  bool converged = true;  ///< false: REML did not converge, the numbers are those of DL
  int k = 0;              ///< sites
  double estimate, se;
  double statistic;        ///< estimate / se
  double df;               ///< k - 1 for t; NaN for the normal distribution
  double p;                ///< two-sided
  double ci_low, ci_high;  ///< 95 %
  double tau2;             ///< variance between sites
  double q;                ///< Cochran's Q, k - 1 degrees of freedom
  double p_q;
  double i2;  ///< percent
  double h2;
  double pi_low, pi_high;  ///< 95 % prediction interval of a new site's effect; NaN for the fixed effect

  /// k = 0 and NaN in every number.
  MetaAnalysis();
};

/// The numbers of a result table and the names of its columns, in their order.
const std::vector<std::pair<const char*, double MetaAnalysis::*>>& meta_numbers();

/// `fixed effect`, `REML, Hartung-Knapp`, `DL, Hartung-Knapp (REML did not converge)`, `none`.
std::string words(const MetaAnalysis& result);

/// Inverse-variance pooling of one common effect. I2 = max(0, (Q - k + 1) / Q), H2 = Q / (k - 1).
/// @param effect    k >= 1 effects y
/// @param variance  k sampling variances v > 0
/// @throws ShapeError when the two differ in length, are empty, or a variance is not positive
MetaAnalysis fixed_effect(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance);

/// Random effects, w = 1 / (v + tau2). I2 = 100 tau2 / (tau2 + s2) with s2 the typical variance
/// (k - 1) sum u / ((sum u)^2 - sum u^2), u = 1 / v; the prediction interval takes the se above and the normal quantile
/// or that of t_{k-1}. Viechtbauer 2010, J Stat Softw 36(3); Hartung & Knapp 2001; Roever et al. 2015 (the guard).
/// @param effect, variance  k >= 2, as above
/// @throws ShapeError as above, or for k < 2
MetaAnalysis random_effects(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance, Tau2Method method,
                            MetaInterval interval, const RemlOptions& options = {});

/// What METHODS.md section 5 asks for: k >= 3 REML with the guarded Hartung-Knapp interval, k = 2 the fixed effect
/// only, k < 2 no pooling.
/// @param effect, variance  a site each; a site whose effect or variance is NaN does not take part
/// @throws ShapeError when a variance is not positive
MetaAnalysis meta_analysis(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance,
                           const RemlOptions& options = {});

/// The same without each site in turn; the pool without an absent site is the pool.
std::vector<MetaAnalysis> leave_one_out(const Eigen::VectorXd& effect, const Eigen::VectorXd& variance,
                                        const RemlOptions& options = {});

}  // namespace dmn::sites
