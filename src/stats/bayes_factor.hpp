#pragma once

namespace dmn::stats {

constexpr double medium_prior_scale = 0.70710678118654752440;  ///< sqrt(2)/2: the default scale of Morey & Rouder's
                                                               ///< BayesFactor

/// log of the JZS Bayes factor for an effect over none: a Cauchy prior of this scale on the effect in residual-SD
/// units, Jeffreys' on the variance (Rouder et al. 2009, Psychon Bull Rev 16:225), for any t contrast: BF10 = int_0^inf
/// (1 + N_e g r^2)^-1/2 [1 + t^2/((1 + N_e g r^2) nu)]^-(nu+1)/2 (2 pi)^-1/2 g^-3/2 e^-1/(2g) dg
///        / (1 + t^2/nu)^-(nu+1)/2
/// The trapezoidal rule over log g converges exponentially: relative error of BF10 below 1e-9 (checked against
/// adaptive quadrature and BayesFactor).
/// @param t             beta / se; NaN gives NaN
/// @param effective_n   N_e = 1/(c'(M'M)^-1 c), > 0: n1 n2/(n1 + n2) for two groups without covariates
/// @param df            nu = N - rank, > 0
/// @param prior_scale   r, > 0
double log_bayes_factor(double t, double effective_n, double df, double prior_scale = medium_prior_scale);

/// BF10 itself; infinite above 1e308.
double bayes_factor(double t, double effective_n, double df, double prior_scale = medium_prior_scale);

}  // namespace dmn::stats
