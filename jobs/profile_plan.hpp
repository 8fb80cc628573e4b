#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "markers/norm.hpp"
#include "options.hpp"
#include "profile_rows.hpp"
#include "share_data.hpp"

namespace dmn::jobs {

/// Everything that is decided before the first edge is read; the same on every rank.
struct ProfilePlan {
  ShareData shared = {};
  sites::SharedEdges source = {};  ///< kind, unit, pipeline, regions and edges of the data
  ProfileRows rows = {};
  Repeats repeats = {};
  std::optional<markers::Norm> given_norm = {};  ///< of profile.norm; edges are positions in its own list
  stats::Formula covariates = {};                ///< of the norm to be made
  std::vector<Eigen::Index> controls = {};       ///< rows of the norm to be made, one a control
  std::vector<std::string> warnings = {};
};

/// What can be refused is refused here.
/// @throws UsageError, DesignError, InputError: no data, an unknown label of controls or covariate, a norm file that is
///         none, or of other regions, units or denoising, the difference shown
ProfilePlan plan_profile(const Options& options);

}  // namespace dmn::jobs
