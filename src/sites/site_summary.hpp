#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "sites/pooling_plan.hpp"
#include "sites/site_effects.hpp"
#include "sites/site_sums.hpp"

namespace dmn::sites {

/// Which edges a site's numbers are about, and in which unit.
struct SharedEdges {
  std::string kind;                       ///< `correlation`
  std::string transform;                  ///< `fisher_z` or `none`
  std::string estimator;                  ///< `pearson`, `given`
  std::string pipeline;                   ///< the denoising, an option a line; empty for ready-made matrices
  std::string session;                    ///< as group.session; empty: the only one
  std::string roi_set;                    ///< name of the ROI set
  std::string roi_hash;                   ///< SHA-256 of its content; may be empty for ready-made matrices
  std::vector<std::string> roi_labels;    ///< R
  std::vector<connectivity::Edge> edges;  ///< E, in the order of the sums
};

/// All that a site gives to a consortium.
struct SiteSummary {
  std::string program_version;
  PoolingPlan plan;
  SharedEdges shared;
  SiteSums sums;
  SiteEffect effect;            ///< E: for the meta-analysis
  std::string effect_left_out;  ///< why the site has no effect of its own; empty if it has
  std::string statement;        ///< what the file discloses
};

/// One site's effect from its own rows in the agreed coding: g and its variance an outcome, added block by block.
/// @param rows  of planned_rows(); @param contrast  of the plan
/// An outcome needs 5 complete rows a group and 10 residual degrees of freedom.
/// @throws DesignError for a contrast that the plan's model cannot mean
class OwnEffect {
 public:
  OwnEffect(const PoolingPlan& plan, const std::string& site, const PlannedRows& rows, Eigen::Index n_outcomes);

  /// Why the site has no effect at all; empty if it has.
  const std::string& left_out() const noexcept { return left_out_; }
  /// @param outcomes  n x B, written at [first, first + B)
  void add_block(const Eigen::MatrixXd& outcomes, Eigen::Index first);
  const SiteEffect& effect() const noexcept { return effect_; }

 private:
  stats::Design design_;
  std::vector<stats::Contrast> contrast_;
  std::string left_out_;
  SiteEffect effect_;
};

/// Where two summaries do not speak of the same thing.
struct Mismatch {
  std::string field;
  std::string expected;
  std::string found;
};

/// The first difference in version, model, contrast, coding, units, regions or edges; nothing if they can be pooled.
std::optional<Mismatch> first_mismatch(const SiteSummary& expected, const SiteSummary& found);

/// Distrusts a summary that came from elsewhere: its sums (require_plausible()), shapes, labels that are no table cell,
/// edges that no EdgeList holds, or effects with a variance that is not positive.
/// @throws InputError, ShapeError
void require_plausible(const SiteSummary& summary);

}  // namespace dmn::sites
