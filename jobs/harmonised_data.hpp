#pragma once

#include <string>
#include <vector>

#include "group_data.hpp"
#include "group_options.hpp"
#include "harmonisation/combat.hpp"
#include "harmonisation/site_effects.hpp"
#include "parallel/communicator.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// The outcomes of an analysis after ComBat or CovBat, and what it did to the edges of the cohort.
struct HarmonisedData {
  stats::ReadOutcomes read;                    ///< harmonises the columns it reads
  harmonisation::CombatParameters parameters;  ///< of all E edges
  int n_components = 0;                        ///< CovBat: components of the scores that were harmonised
  harmonisation::SiteEffects before = {};      ///< E edges, on the master
  harmonisation::SiteEffects after = {};
};

/// What can be refused before an edge is read: the sites of the model's rows as batches, every model column but the
/// site's preserved.
/// @throws DesignError, UsageError as harmonisation::combat_design
harmonisation::CombatDesign plan_harmonisation(const HarmoniseOptions& options, const stats::GroupPlan& plan);

/// What is wrong with a model after harmonisation, in words; empty if nothing.
std::string harmonisation_warning(const stats::GroupPlan& plan);

/// **Collective.** Fits all edges of the cohort, each rank its own tiles; the tables of fits go to every rank, the data
/// to none.
HarmonisedData harmonise_together(const HarmoniseOptions& options, const stats::Cohort& cohort,
                                  const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                  const harmonisation::CombatDesign& design, const parallel::Communicator& world);

/// Tells of sites before and after, warnings, edges left as they are.
void say_harmonised(const HarmonisedData& harmonised);

}  // namespace dmn::jobs
