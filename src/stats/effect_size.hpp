#pragma once

namespace dmn::stats {

/// Standardised effect of a t contrast in residual-SD units.
struct EffectSize {
  double d = 0;       ///< beta / sigma
  double g = 0;       ///< J(df) d
  double g_low = 0;   ///< 95 % interval of the population effect: noncentrality bounds x sqrt(variance_factor),
  double g_high = 0;  ///< not multiplied by J
};

/// METHODS.md section 4 (Hedges 1981; the interval inverts the noncentral t distribution).
/// @param t                beta / se; NaN gives NaN everywhere
/// @param df               residual degrees of freedom, > 1
/// @param variance_factor  c'(M'M)^-1 c
EffectSize effect_size(double t, double df, double variance_factor);

}  // namespace dmn::stats
