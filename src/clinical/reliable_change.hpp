#pragma once

#include <Eigen/Core>

namespace dmn::clinical {

/// How stable a marker is between two sessions of the same persons.
struct SessionAgreement {
  double icc = 0;  ///< ICC(2,1), not truncated at 0 (Shrout & Fleiss 1979, Psychol Bull 86:420); NaN if unknown
  double sd = 0;   ///< between persons, first session; NaN if unknown
  int n = 0;       ///< persons with both values
};

/// @param first, last  n values each; a person with a NaN is left out
/// @return             NaN with fewer than two persons
SessionAgreement session_agreement(const Eigen::VectorXd& first, const Eigen::VectorXd& last);

constexpr int fewest_for_agreement = 10;  ///< with fewer the reliability counts as unknown

/// change / (sd sqrt(2 (1 - icc))): beyond +-1.96 it is more than measurement noise gives one unchanged person in
/// twenty (Jacobson & Truax 1991, J Consult Clin Psychol 59:12). NaN for NaN, an sd that is not positive, or icc >= 1.
double reliable_change(double change, double sd, double icc);

}  // namespace dmn::clinical
