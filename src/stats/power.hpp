#pragma once

namespace dmn::stats {

struct PowerOptions {
  double alpha = 0.05;  ///< two-sided
  double power = 0.80;
};

/// The smallest standardised effect that a test finds with this power: (z_{1-alpha/2} + z_power) sqrt(variance_factor),
/// 2.80 sqrt(variance_factor) for the defaults (normal approximation; METHODS.md section 4). Every null result states
/// it.
/// @param variance_factor  c'(M'M)^-1 c
/// @throws UsageError for an alpha or a power that is not between 0 and 1
double minimum_detectable_g(double variance_factor, const PowerOptions& options = {});

/// Two groups without covariates: variance factor 1/n1 + 1/n2. NaN with an empty group.
double minimum_detectable_g(int n1, int n2, const PowerOptions& options = {});

/// Sampling variance of g: c'(M'M)^-1 c + g^2 / (2 N) (as metafor's `SMD` without covariates).
double variance_of_g(double g, double variance_factor, int n);

}  // namespace dmn::stats
