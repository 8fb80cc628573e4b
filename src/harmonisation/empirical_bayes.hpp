#pragma once

#include <Eigen/Core>
#include <string>

namespace dmn::harmonisation {

/// What the features of one site have in common: gamma ~ N(mean, variance), delta2 ~ inverse gamma(shape, scale).
struct SitePrior {
  double mean = 0;
  double variance = 0;          ///< tau2, denominator G - 1
  double shape = 0;             ///< a = (2 s2 + m2) / s2
  double scale = 0;             ///< b = (m s2 + m3) / s2
  bool shifts_vary = false;     ///< false: tau2 = 0 or one feature, no empirical Bayes
  bool variances_vary = false;  ///< false: s2 = 0 or one feature, no empirical Bayes unless mean-only
};

/// Location and squared scale of one site, a value a feature.
struct SiteEstimates {
  Eigen::VectorXd gamma = {};
  Eigen::VectorXd delta2 = {};
};

/// Moments of the estimates over the G features of one site.
SitePrior site_prior(const SiteEstimates& raw);

/// Parametric empirical Bayes of one site, all its features at once, until the largest relative change is at most 1e-4.
/// Only the tables are needed: the sum of (Z - g)^2 over the site's rows is (n - 1) delta2 + n (gamma - g)^2.
/// As in sva, a change of gamma is divided by the *signed* old gamma, so that negative ones never hold the loop up.
/// @param n_rows  of the site
/// @throws DesignError naming the site when `max_iterations` do not suffice
/// Johnson, Li & Rabinovic 2007, Biostatistics 8:118; Leek et al., sva 3.46 `it.sol`.
SiteEstimates shrink(const SiteEstimates& raw, const SitePrior& prior, double n_rows, int max_iterations,
                     const std::string& site);

/// Mean-only form: gamma = (tau2 gamma_hat + prior mean) / (tau2 + 1), delta2 = 1 (sva `mean.only`).
SiteEstimates shrink_means(const SiteEstimates& raw, const SitePrior& prior);

}  // namespace dmn::harmonisation
