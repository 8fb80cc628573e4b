#pragma once

#include <Eigen/Core>
#include <limits>

namespace dmn::markers {

/// Intraclass correlations of single measurements (Shrout & Fleiss 1979, Psychol Bull 86:420; METHODS.md section 6),
/// not truncated at 0.
struct Reliability {
  double agreement = std::numeric_limits<double>::quiet_NaN();    ///< ICC(2,1): a shift between sessions counts
  double consistency = std::numeric_limits<double>::quiet_NaN();  ///< ICC(3,1): a shift common to all does not
  int n = 0;                                                      ///< complete rows
  double sd_first = std::numeric_limits<double>::quiet_NaN();     ///< between people, first session
};

/// ICC(2,1) = (MSR-MSE) / (MSR + (k-1) MSE + k (MSC-MSE)/n), ICC(3,1) = (MSR-MSE) / (MSR + (k-1) MSE).
/// @param measurements  n x k, a row a participant, a column a session; rows with a NaN are left out
/// @return              NaN with fewer than two complete rows or columns, or where nothing varies
Reliability intraclass_correlation(const Eigen::MatrixXd& measurements);

/// With fewer pairs of measurements an ICC is written but not used: its own interval would span most of its range.
constexpr int fewest_for_reliability = 10;

/// Half the width of the 95 % interval of a standardised value that is measured with this reliability:
/// 1.96 sqrt(1 - icc). NaN for NaN.
double reliability_half_width(double icc);

/// Change in units of what two measurements of the unchanged would differ by: change / (sd sqrt(2 (1 - icc))); beyond
/// +-1.96 it is more than measurement noise at 5 % (Jacobson & Truax 1991, J Consult Clin Psychol 59:12).
/// @param sd  standard deviation between participants, in the unit of the change
/// @return    NaN for NaN, an sd that is not positive, or icc >= 1
double reliable_change(double change, double sd, double icc);

}  // namespace dmn::markers
