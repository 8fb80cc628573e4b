#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace dmn::prediction {

/// What a model said about rows it had not seen.
struct OutOfSample {
  bool two_classes = false;
  Eigen::VectorXd outcome = {};          ///< N; 0 and 1 for two classes
  Eigen::VectorXd predicted = {};        ///< N, number or probability of 1
  Eigen::VectorXd covariates_only = {};  ///< N
  Eigen::VectorXd with_covariates = {};  ///< N
  Eigen::VectorXd training_mean = {};    ///< N, of the row's own fold
  std::vector<std::string> site = {};    ///< N; empty labels where there are no sites
  /// N, site and fold: rows that the same model has said something about. Classes are compared within strata only: a
  /// fold with more patients of a site leaves fewer to its model, so that comparing across folds would run against
  /// them. Empty: the site.
  std::vector<std::string> stratum = {};
};

/// Area under the ROC curve, ties counted half (Mann & Whitney); NaN with one class.
double auc(const Eigen::VectorXd& labels, const Eigen::VectorXd& score);

/// Measures of agreement of some rows. Those that do not apply are NaN.
struct Measures {
  Eigen::Index n = 0;
  Eigen::Index n_positive = 0;       ///< two classes
  double auc = 0;                    ///< mean over strata by their rows, those of one class left out
  double auc_all_rows = 0;           ///< of all rows at once: differences between sites count, too
  double balanced_accuracy = 0;      ///< at p >= 0.5; over strata as the AUC
  double brier = 0;                  ///< mean (p - label)^2, all rows
  double r = 0;                      ///< Pearson, numbers
  double q2 = 0;                     ///< 1 - SSE / sum (y - training mean)^2; negative is worse than the mean
  double mae = 0;                    ///< mean |y - predicted|
  double calibration_slope = 0;      ///< of the outcome on the prediction (logit, for probabilities); ideal 1
  double calibration_intercept = 0;  ///< of the same line; ideal 0
};

/// Which of the three predictions is measured.
using Prediction = Eigen::VectorXd OutOfSample::*;

Measures measures(const OutOfSample& rows, Prediction prediction);

/// Each site by itself, sites in bytewise order.
struct SiteMeasures {
  std::string site = {};
  Measures measures = {};
};
std::vector<SiteMeasures> measures_by_site(const OutOfSample& rows, Prediction prediction);

/// What p-values and gains are about: AUC (of two classes) or q2.
double primary_measure(const OutOfSample& rows, Prediction prediction);

/// Measure of features and covariates together less that of covariates alone.
double gain(const OutOfSample& rows);

/// The rows named, each as often as it is named.
OutOfSample chosen(const OutOfSample& rows, const std::vector<Eigen::Index>& which);

}  // namespace dmn::prediction
