#pragma once

namespace dmn::inference {

/// The standard normal value with the same tail as Student's t: Z = Phi^-1(F_t(t)), from survival functions and, where
/// these underflow, from their logarithms: good for every finite t. Odd in t; NaN for NaN, infinite for infinite t.
double z_of_t(double t, double df);

/// Its inverse by quantile functions, for 0 <= z <= 35.
double t_of_z(double z, double df);

}  // namespace dmn::inference
