#pragma once

#include <Eigen/Core>

#include "stats/bayes_factor.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::stats {

constexpr double smallest_effect_of_interest = 0.2;  ///< METHODS.md section 4, in residual-SD units; editable

/// Two one-sided tests that an effect lies between -bound * sigma and bound * sigma (Schuirmann 1987, J Pharmacokinet
/// Biopharm 15:657).
struct Equivalence {
  double t_lower = 0;  ///< (beta + bound sigma) / se
  double t_upper = 0;  ///< (beta - bound sigma) / se
  double p_lower = 1;  ///< P(T >= t_lower): small if beta is above the lower bound
  double p_upper = 1;  ///< P(T <= t_upper): small if beta is below the upper bound
  double p = 1;        ///< the larger of the two: small if the effect is absent for practical purposes
};

/// @param beta, se, sigma  of the contrast; NaN gives NaN everywhere
/// @param df               N - rank, > 0
/// @param bound            in residual-SD units
/// @throws UsageError for a bound that is not positive
Equivalence equivalence(double beta, double se, double sigma, double df, double bound = smallest_effect_of_interest);

struct AbsenceOptions {
  double bound = smallest_effect_of_interest;  ///< of the equivalence test, in residual-SD units
  double prior_scale = medium_prior_scale;     ///< of the Bayes factor
};

/// What the data say for "no difference", E values each; NaN where t is. Without a small p_equivalence a p above .05 is
/// "no evidence of difference", never "no difference".
struct Absence {
  Eigen::VectorXd p_equivalence;
  Eigen::VectorXd bayes_factor;  ///< BF10: below 1 in favour of no difference
};

/// @param tested  a t contrast
/// @throws UsageError for a bound or a scale that is not positive
Absence absence(const TestStatistics& tested, const AbsenceOptions& options = {});

}  // namespace dmn::stats
