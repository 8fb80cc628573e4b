#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "stats/exclusion_test.hpp"
#include "stats/group_plan.hpp"

namespace dmn::clinical {

/// Columns of the participants table, and how the arms came about.
struct TreatmentColumns {
  std::string post;       ///< outcome after treatment
  std::string pre;        ///< the same before
  std::string arm;        ///< two levels; empty: one arm
  std::string reference;  ///< level that the other is compared with; empty: `control` if it occurs, else the first
  bool randomised = false;
  std::string covariates;  ///< formula of further columns
};

/// Who is compared with whom, on which outcome.
struct TreatmentPlan {
  TreatmentColumns columns;
  std::array<std::string, 2> arms = {};  ///< reference, other; empty with one arm
  std::array<int, 2> n_of_arm = {};      ///< in the model
  stats::GroupPlan people = {};          ///< rows: everybody with outcome, baseline, arm and covariates; no contrast
  Eigen::VectorXd post = {};             ///< N
  Eigen::VectorXd arm = {};              ///< N of 0, 1; zeros with one arm
  std::vector<stats::ExclusionCount> lost = {};  ///< by site and arm: who has no outcome
  stats::ExclusionTest lost_test = {};

  bool two_arms() const noexcept { return !arms[1].empty(); }
};

constexpr int smallest_arm = 100;                        ///< below it the comparison is a pilot (METHODS.md section 6)
constexpr const char* marker_column = "imaging_marker";  ///< of the model

/// @param session  see stats::select_session
/// @throws DesignError: an outcome or baseline that is no number or constant, nobody with an outcome; an arm column
/// with
///         one level or more than two, a reference that is not among them; UsageError for columns that are missing or
///         named twice
TreatmentPlan plan_treatment(const stats::Cohort& cohort, const std::optional<std::string>& session,
                             const TreatmentColumns& columns);

/// Positions among the contrasts of a marker's model with two arms.
enum TreatmentContrast : std::size_t {
  prognosis = 0,       ///< b3: the marker's slope in the reference arm; the only contrast with one arm
  slope_in_other = 1,  ///< b3 + b4
  interaction = 2,     ///< b4
  arm_at_low = 3,      ///< the arms' difference at a marker of -1 SD
  arm_at_mean = 4,     ///< ... 0
  arm_at_high = 5,     ///< ... +1 SD
};

/// post = b0 + b1 pre + b2 arm + b3 marker + b4 arm x marker + covariates, the marker in SDs around its mean, on the
/// rows that have it; without arm and interaction with one arm. The plan's outcome is post(rows).
struct MarkerModel {
  std::vector<Eigen::Index> rows;  ///< of TreatmentPlan::post
  stats::GroupPlan plan;
  Eigen::VectorXd marker;  ///< n, standardised
  double mean = 0;
  double sd = 1;
};

/// @param marker  N values, NaN where missing
/// @throws DesignError for a marker that is constant or has fewer than 10 values, or where b3 or b4 cannot be estimated
MarkerModel marker_model(const TreatmentPlan& plan, const Eigen::VectorXd& marker);

/// The outcome without what baseline and covariates explain in the whole model: b0 + b2 arm + b3 marker + b4 arm x
/// marker + residual, covariates at their means. What a figure shows.
Eigen::VectorXd partial_outcome(const TreatmentPlan& plan, const MarkerModel& model);

}  // namespace dmn::clinical
