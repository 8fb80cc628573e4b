#pragma once

#include <Eigen/Core>

namespace dmn::inference {

/// P(Y > y) of a generalised Pareto distribution with scale a and shape k: (1 - k y / a)^(1/k), exponential for
/// |k| < 1e-12, 0 beyond a/k where k > 0.
double pareto_survival(double y, double a, double k);

/// Anderson-Darling statistic A^2 of excesses against a generalised Pareto distribution.
/// @param excesses  n >= 1, ascending, >= 0
double anderson_darling(const Eigen::Ref<const Eigen::VectorXd>& excesses, double a, double k);

/// Approximate p of A^2 when scale and shape were estimated: linear inter- and extrapolation in the table of Choulakian
/// & Stephens 2001 (Technometrics 43:478, Table 2), entered at max(0.5, k) as PALM does; kept within [0, 1].
double anderson_darling_p(double a2, double k);

}  // namespace dmn::inference
