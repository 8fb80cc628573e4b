#pragma once

namespace dmn::stats {

/// P(|T| >= |t|) for Student's t; exact in the far tail (from the complement). NaN for NaN.
double p_two_sided(double t, double df);

/// P(F >= f). NaN for NaN.
double p_upper_f(double f, double df1, double df2);

/// J(m) = Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), m > 1: what makes a standardised difference unbiased (Hedges 1981).
double hedges_correction(double df);

}  // namespace dmn::stats
