#pragma once

#include <optional>
#include <string>
#include <vector>

#include "named_columns.hpp"
#include "sites/leave_one_site_out.hpp"
#include "sites/mixed_model.hpp"
#include "sites/site_effects.hpp"
#include "stats/group_plan.hpp"

namespace dmn::jobs {

/// What the sites say of one contrast; each has no columns where it cannot be had.
struct SiteColumns {
  NamedColumns leave_one_out;  ///< beta, beta_without_<site> t_without_<site> ..., sign_change, smallest, largest
  NamedColumns mixed;          ///< n beta se df t p var_site var_residual boundary
  NamedColumns meta;           ///< k estimate se ... pi_low pi_high, model (see meta_model_words)
  NamedColumns effects;        ///< g_<site> v_<site> n_<site> ...

  void append(const SiteColumns& more);
};

/// The word for a number of the column `model` of SiteColumns::meta.
std::string meta_model_words(double model);

/// The analyses by site of one t contrast whose model holds the site: leave-one-site-out, mixed model, meta-analysis
/// (METHODS.md section 5).
class SiteModels {
 public:
  /// Keeps references to the plan's design and contrast.
  SiteModels(const stats::GroupPlan& plan, const stats::Contrast& contrast);

  /// Which analyses cannot be had, and sites that take no part, in words.
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  /// @param outcomes  N x B
  SiteColumns of_block(const Eigen::MatrixXd& outcomes);

 private:
  std::optional<sites::LeaveOneSiteOutModel> leave_one_out_;
  std::optional<sites::MixedModel> mixed_;
  std::optional<sites::SiteEffectModel> effects_;
  std::vector<std::string> warnings_;
};

}  // namespace dmn::jobs
