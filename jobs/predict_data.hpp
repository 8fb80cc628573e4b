#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "group_data.hpp"
#include "options.hpp"
#include "prediction/cross_validation.hpp"
#include "stats/model_variable.hpp"
#include "stats/participant_rows.hpp"

namespace dmn::jobs {

/// A coded column of covariates: a number, or 1 for a level.
struct CovariateColumn {
  std::string variable;
  std::string level = {};  ///< empty: a number

  std::string name() const { return level.empty() ? variable : variable + "[" + level + "]"; }
  bool operator==(const CovariateColumn&) const = default;
};

/// One question: labels of the rows and what they are called.
struct PredictionTarget {
  std::string folder;           ///< below predict/
  std::string outcome;          ///< column
  std::string positive = {};    ///< level that label 1 stands for; empty for numbers
  std::string reference = {};   ///< level of label 0, or `rest`
  Eigen::VectorXd values = {};  ///< N
  bool against_rest = false;    ///< one level of several
};

/// The rows and columns of a prediction, before features are read.
struct PredictionData {
  GroupData data = {};
  stats::ParticipantRows participants = {};
  std::vector<Eigen::Index> rows = {};        ///< N rows of participants.cohort
  std::vector<std::string> site = {};         ///< N; empty without sites
  std::vector<CovariateColumn> columns = {};  ///< q
  std::vector<std::string> covariates = {};   ///< the variables they code
  Eigen::MatrixXd values = {};                ///< N x q
  std::vector<base::Exclusion> left_out = {};
  std::vector<std::string> warnings = {};

  const std::string& participant(Eigen::Index row) const;
  const std::string& session(Eigen::Index row) const;
  Eigen::Index size() const noexcept { return static_cast<Eigen::Index>(rows.size()); }
};

/// Names and numbers of the features of the rows.
struct Features {
  std::vector<std::string> names = {};    ///< p, `A--B`, `within_DMN`, or `A` (a tangent diagonal)
  prediction::FeatureSource source = {};  ///< covariates and sites included
  std::string kind = {};                  ///< of the cohort file
  Eigen::Index n_incomplete = 0;          ///< columns that some row lacks: left out
};

/// Participants of the session; without outcome or covariate they are left out.
/// @param outcome  empty: whatever they have (a saved model needs none)
/// @throws UsageError naming predict.outcome, predict.covariates for a column that is not there; DesignError
PredictionData load_prediction_data(const Options& options, const std::string& outcome);

/// The questions that the outcome asks: one, or one a level against the rest.
/// @param method  what was asked for; becomes what is done
/// @throws DesignError for a constant outcome, or one that the method cannot learn
std::vector<PredictionTarget> targets_of(const PredictOptions& options, const PredictionData& data,
                                         prediction::Method& method);

/// Features of the rows as the data hold them, missing ones included.
struct RawFeatures {
  std::vector<std::string> names = {};         ///< p
  Eigen::MatrixXd values = {};                 ///< N x p; empty for tangent features
  std::vector<Eigen::MatrixXd> matrices = {};  ///< N, tangent features: R x R, 0 x 0 for a row that lacks an ROI
  std::string kind = {};                       ///< `correlation`, `precision`, ..., or `given`
};

/// @throws UsageError, DesignError
RawFeatures read_features(const Options& options, const PredictionData& data, FeatureKind wanted);

/// Reads the features of all rows; rows without more than a tenth of them are left out of `data`, then columns that
/// some row lacks. Looks at what is missing only, never at numbers or outcomes.
/// @throws UsageError, DesignError; DesignError when the work would not fit into memory
Features load_features(const Options& options, PredictionData& data);

/// Codes covariates of rows by given columns; NaN where missing or of another level.
/// @throws UsageError naming a variable that the data lack
Eigen::MatrixXd coded(const stats::Cohort& cohort, const std::vector<Eigen::Index>& rows,
                      const std::vector<CovariateColumn>& columns);

/// Row means over a participant's runs of all chosen columns of the data.
Eigen::MatrixXd read_columns(const GroupData& data, const stats::ParticipantRows& participants,
                             const std::vector<Eigen::Index>& rows, const std::vector<Eigen::Index>& columns);

/// `A--B` of the edges.
std::vector<std::string> edge_labels(const stats::Cohort& cohort, const std::vector<Eigen::Index>& edges);

}  // namespace dmn::jobs
