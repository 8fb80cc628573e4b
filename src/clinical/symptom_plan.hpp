#pragma once

#include <string>
#include <vector>

#include "stats/group_plan.hpp"

namespace dmn::clinical {

/// One symptom score beside one effect (usually the group's), all models on the same participants: those who have the
/// score and every column of the model.
struct SymptomPlan {
  std::string score;
  stats::GroupPlan unadjusted = {};  ///< MODEL; contrast: the effect
  stats::GroupPlan adjusted = {};    ///< MODEL + score; contrasts: the effect, the score, their difference
  stats::GroupPlan score_only = {};  ///< MODEL without the effect's variables, + score; contrast: the score
  stats::GroupPlan covariates = {};  ///< MODEL without the effect's variables; no contrast
  double effect_unit = 1;            ///< what one step of the effect is in the difference: 1, or 2 SD of a number
  double score_unit = 1;             ///< 2 SD of the score
};

/// Positions in SymptomPlan::adjusted.contrasts.
enum SymptomContrast : std::size_t { effect_contrast = 0, score_contrast = 1, difference_contrast = 2 };

/// The difference compares the effect of the contrast (a group difference as it is; a number for a step of two SDs)
/// with that of two SDs of the score, so that both are in the units of a difference of two groups (Gelman 2008, Stat
/// Med 27:2865), as one linear contrast of the model that holds both: whether one effect is significant and the other
/// not says nothing (Gelman & Stern 2006, Am Stat 60:328). Scales are taken as fixed.
/// @param options  of the comparison; its first contrast is the effect, its default where there is none
/// @param score    column of numbers
/// @throws UsageError, DesignError: as plan_comparison; more than one contrast or an F contrast; a score that is no
///         number, constant, part of the model already, or cannot be told from the effect
SymptomPlan plan_symptom(const stats::Cohort& cohort, const stats::GroupOptions& options, const std::string& score);

/// Levels of a column compared with one another.
struct SubtypePlan {
  std::string column;
  stats::GroupPlan plan = {};  ///< MODEL without the group, + column; contrasts: F over the levels, then every pair
  std::vector<std::string> levels = {};
  std::vector<int> n_of_level = {};
};

/// @param options  as above; its contrasts are not used
/// @throws UsageError, DesignError: as plan_comparison; fewer than two levels; more than 12
SubtypePlan plan_subtypes(const stats::Cohort& cohort, const stats::GroupOptions& options, const std::string& column);

}  // namespace dmn::clinical
