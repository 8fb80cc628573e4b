#pragma once

#include <Eigen/Core>
#include <limits>

namespace dmn::markers {

/// A linear model of one measure in controls, as much of it as a comparison of others with them needs: nothing in it is
/// of one participant.
struct NormativeModel {
  Eigen::VectorXd coefficients = {};  ///< K; 0 at a column that depends on earlier ones
  Eigen::MatrixXd inverse_gram = {};  ///< K x K, (X'X)^-1 of the other columns; 0 at a dependent one
  Eigen::MatrixXd null_space = {};    ///< K x dependent columns: X null_space = 0
  double residual_sd = std::numeric_limits<double>::quiet_NaN();  ///< s = sqrt(RSS / (n - rank)); 0 without spread
  int n = 0;                                                      ///< controls
  int rank = 0;

  int df() const noexcept { return n - rank; }
};

/// Ordinary least squares.
/// @param x  n x K, finite;  @param y  n, finite
/// @return   residual_sd is NaN where no degree of freedom is left
/// @throws ShapeError when x and y differ in rows
NormativeModel fit_normative_model(const Eigen::MatrixXd& x, const Eigen::VectorXd& y);

/// False where the controls leave the expectation at x open: x varies in a way in which no control did.
bool is_told_by_controls(const NormativeModel& model, const Eigen::VectorXd& x);

/// x'(X'X)^-1 x: the variance of the expectation at x in units of s^2. Its mean over the controls is rank / n.
double leverage(const NormativeModel& model, const Eigen::VectorXd& x);

/// The model that least squares finds without one of its rows (Sherman & Morrison 1950); as precise as a new fit.
/// @return  residual_sd is NaN where that row alone determines a coefficient
NormativeModel without_row(const NormativeModel& model, const Eigen::VectorXd& x, double y);

/// A person against controls.
struct Deviation {
  double expected = std::numeric_limits<double>::quiet_NaN();    ///< of a control with the same covariates
  double t = std::numeric_limits<double>::quiet_NaN();           ///< (y - expected) / (s sqrt(1 + leverage))
  double df = std::numeric_limits<double>::quiet_NaN();          ///< n - rank
  double z = std::numeric_limits<double>::quiet_NaN();           ///< standard normal value with the tail of t
  double percentile = std::numeric_limits<double>::quiet_NaN();  ///< 100 Phi(z)
};

/// Someone who is not among the controls of the model (METHODS.md section 6). A control is compared by
/// deviation(without_row(model, x, y), x, y): the externally studentised residual e / (s_(i) sqrt(1 - h)).
/// @return  NaN where s is not positive
Deviation deviation(const NormativeModel& model, const Eigen::VectorXd& x, double y);

}  // namespace dmn::markers
