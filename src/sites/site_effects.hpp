#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "sites/meta_analysis.hpp"
#include "sites/site_rows.hpp"
#include "stats/test_statistics.hpp"

namespace dmn::sites {

/// The effect of the contrast in one site, by itself: each vector B long, NaN where the site cannot say.
struct SiteEffect {
  std::string site;
  Eigen::VectorXd g;         ///< Hedges' g of the site's own model
  Eigen::VectorXd variance;  ///< c'(M'M)^-1 c + g^2 / (2 n)
  Eigen::VectorXi n;         ///< complete rows
};

/// NaN in every number, n = 0.
SiteEffect blank_effect(const std::string& site, Eigen::Index n_outcomes);

/// g and its variance from the t of a site's own model.
/// @param statistics  as long as the effect
void set_effects(SiteEffect& effect, const stats::TestStatistics& statistics);

/// Why a site has no effect at all.
struct SiteLeftOut {
  std::string site;
  std::string reason;
};

/// The model of every site by itself, without its site columns: what a consortium of sites that share only effects
/// would see (METHODS.md section 5). A site takes part in an outcome with at least 5 rows a group, 10 residual degrees
/// of freedom and an estimable contrast on its own rows.
class SiteEffectModel {
 public:
  /// @param design    holds the site; contrast: a t contrast; cohort: the one the design was built from
  /// @throws DesignError as rows_by_site() and require_t_contrast()
  SiteEffectModel(const stats::Design& design, const stats::Contrast& contrast, const stats::Cohort& cohort);

  std::size_t n_sites() const noexcept { return sites_.size(); }
  /// Sites whose model cannot answer on complete rows, and why.
  std::vector<SiteLeftOut> left_out() const;
  /// One a site, in bytewise order. Time O(N K B); memory: the block once more, and n_sites x B numbers.
  /// @param outcomes  N x B, rows of the design; NaN is missing, sites use complete rows
  std::vector<SiteEffect> of_block(const Eigen::MatrixXd& outcomes) const;

 private:
  struct Site {
    std::string name;
    PartialModel model;
    std::string left_out;  ///< why it cannot answer on complete rows; empty if it can
  };
  std::vector<Site> sites_;
};

/// One meta-analysis an outcome, over the sites that have an effect there.
/// @param effects  a site each, equally long
std::vector<MetaAnalysis> meta_analyses(const std::vector<SiteEffect>& effects, const RemlOptions& options = {});

/// The same without each site: [site][outcome].
std::vector<std::vector<MetaAnalysis>> meta_analyses_without_each(const std::vector<SiteEffect>& effects,
                                                                  const RemlOptions& options = {});

}  // namespace dmn::sites
