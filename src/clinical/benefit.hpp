#pragma once

#include <Eigen/Core>
#include <vector>

namespace dmn::clinical {

/// A randomised comparison, rows are participants.
struct BenefitData {
  Eigen::VectorXd outcome;     ///< N
  Eigen::VectorXd arm;         ///< N of 0 (reference), 1
  Eigen::MatrixXd covariates;  ///< N x C: baseline, age, ...; not the site
  Eigen::MatrixXd markers;     ///< N x M
  std::vector<int> site;       ///< N, 0 to S - 1
};

constexpr int fewest_sites_for_benefit = 3;  ///< an outer fold, and two sites to tune within

/// What a model says of people it has not seen.
struct HeldOut {
  Eigen::VectorXd predicted;            ///< N: of the outcome, in the arm a person was in
  Eigen::VectorXd benefit;              ///< N: predicted outcome in arm 1 less that in arm 0
  std::vector<double> penalty_of_fold;  ///< chosen inside each fold
  double q2 = 0;                        ///< 1 - SSE / sum (y - mean of the training sites)^2
};

/// The observed difference of arms among people of like predicted benefit, pooled over the held-out sites.
struct BenefitThird {
  int n_reference = 0;
  int n_other = 0;
  double predicted = 0;      ///< mean predicted benefit
  double observed = 0;       ///< mean outcome of arm 1 less arm 0; NaN with fewer than 5 in one
  double low = 0, high = 0;  ///< its 95 % interval (Welch)
};

/// Prediction of individual benefit, leave-one-site-out.
struct Benefit {
  HeldOut with_markers;
  HeldOut covariates_only;
  double gain = 0;  ///< q2 with markers less q2 of covariates alone
  /// Slope of the observed difference of arms on the predicted benefit in held-out people: 1 is calibrated, 0 is no
  /// information (outcome ~ site + covariates + benefit + arm + arm x benefit). NaN where the prediction is constant.
  double calibration = 0, calibration_low = 0, calibration_high = 0, calibration_p = 0;
  std::vector<BenefitThird> thirds;  ///< by predicted benefit, lowest first
};

/// Ridge on arm, covariates, markers and their products with arm; what is a product or a marker is penalised, arm and
/// covariates are not. Columns scaled by the training sites; the penalty is chosen in 10^-2 ... 10^4 by
/// leave-one-site-out inside the training sites. The difference of two predictions for one person is what such a model
/// has to say of benefit (Kent et al. 2020, Ann Intern Med 172:35); nobody's own difference is ever observed, so it is
/// checked between people.
/// @throws DesignError with fewer than three sites, or a fold without both arms
Benefit held_out_benefit(const BenefitData& data);

}  // namespace dmn::clinical
