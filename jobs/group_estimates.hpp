#pragma once

#include <optional>
#include <string>
#include <vector>

#include "group_options.hpp"
#include "named_columns.hpp"
#include "parallel/communicator.hpp"
#include "site_models.hpp"
#include "stats/aspin_welch.hpp"
#include "stats/group_comparison.hpp"
#include "stats/motion_coupling.hpp"

namespace dmn::jobs {

/// What one contrast says of some outcomes, equally long.
struct ContrastEstimates {
  stats::TestStatistics statistics;
  NamedColumns more;  ///< `v` with several variance groups, `p_tost`, `bf10`; none for an F test
  SiteColumns sites;

  void append(const ContrastEstimates& more_outcomes);
};

/// Estimates of outcomes.
struct Estimates {
  std::vector<ContrastEstimates> contrasts;  ///< one a contrast of the plan
  NamedColumns motion;                       ///< n r p of the coupling with mean FD; none where FD is not known

  void append(const Estimates& more);
};

/// All models of an analysis but the permutations, ready for blocks of outcomes.
class Estimators {
 public:
  /// Keeps references to options and plan.
  /// @throws DesignError for an unknown column of variance groups
  Estimators(const GroupOptions& options, const stats::GroupPlan& plan);

  /// @param outcomes  N x B; B may be 0
  Estimates of_block(const Eigen::MatrixXd& outcomes);
  const stats::MotionModel* motion() const noexcept { return motion_ ? &*motion_ : nullptr; }
  /// Analyses that cannot be had, by contrast.
  std::vector<std::string> warnings() const;

 private:
  const GroupOptions& options_;
  const stats::GroupPlan& plan_;
  std::vector<std::optional<stats::AspinWelch>> welch_;  ///< one a contrast
  std::vector<SiteModels> sites_;                        ///< one a contrast
  std::optional<stats::MotionModel> motion_;
};

/// Mean FD of the model's rows; nothing where some row has none.
std::optional<Eigen::VectorXd> mean_fd_of(const stats::GroupPlan& plan);

/// **Collective.** Every rank reads and fits its own tiles; on the master all edges of the plan, one a contrast.
std::vector<stats::TestStatistics> fit_edges_together(const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                                      const parallel::Communicator& world);

/// **Collective.** Every rank reads and estimates its own tiles; on the master all edges of the plan.
Estimates estimate_edges_together(Estimators& estimators, const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                  const parallel::Communicator& world);

}  // namespace dmn::jobs
