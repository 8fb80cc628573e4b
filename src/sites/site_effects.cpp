#include "sites/site_effects.hpp"

#include <cmath>
#include <limits>

#include "stats/distributions.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The number of every site for one outcome.
Eigen::VectorXd across_sites(const std::vector<SiteEffect>& effects, Eigen::VectorXd SiteEffect::*number,
                             Eigen::Index outcome)
{
  Eigen::VectorXd values(static_cast<Eigen::Index>(effects.size()));
  for (std::size_t site = 0; site < effects.size(); ++site) {
    values[static_cast<Eigen::Index>(site)] = (effects[site].*number)[outcome];
  }
  return values;
}

Eigen::Index n_outcomes_of(const std::vector<SiteEffect>& effects)
{
  return effects.empty() ? 0 : effects.front().g.size();
}

}  // namespace

SiteEffect blank_effect(const std::string& site, Eigen::Index n_outcomes)
{
  return {site, Eigen::VectorXd::Constant(n_outcomes, unknown), Eigen::VectorXd::Constant(n_outcomes, unknown),
          Eigen::VectorXi::Zero(n_outcomes)};
}

void set_effects(SiteEffect& effect, const stats::TestStatistics& statistics)
{
  effect.n = statistics.n;
  for (Eigen::Index e = 0; e < statistics.size(); ++e) {
    if (!std::isfinite(statistics.t[e])) continue;
    const double factor = statistics.variance_factor[e];
    effect.g[e] = stats::hedges_correction(statistics.df[e]) * statistics.t[e] * std::sqrt(factor);
    effect.variance[e] = factor + effect.g[e] * effect.g[e] / (2.0 * statistics.n[e]);
  }
}

SiteEffectModel::SiteEffectModel(const stats::Design& design, const stats::Contrast& contrast,
                                 const stats::Cohort& cohort)
{
  require_t_contrast(contrast);
  const auto sites = rows_by_site(design);
  const auto formula = formula_without(design.formula, design.find_role(stats::Role::site)->name);
  for (const auto& [name, rows] : sites) {
    Site site{name, partial_model(formula, design, contrast, cohort, rows), {}};
    site.left_out = site.model.reason;
    if (site.left_out.empty()) {
      const stats::LinearModel model(site.model.design, site.model.contrast);
      const auto status = model.on_all_rows().contrasts.front().status;
      if (status != stats::Status::tested) site.left_out = stats::words(status);
    }
    sites_.push_back(std::move(site));
  }
}

std::vector<SiteLeftOut> SiteEffectModel::left_out() const
{
  std::vector<SiteLeftOut> left_out;
  for (const auto& site : sites_) {
    if (!site.left_out.empty()) left_out.push_back({site.name, site.left_out});
  }
  return left_out;
}

std::vector<SiteEffect> SiteEffectModel::of_block(const Eigen::MatrixXd& outcomes) const
{
  std::vector<SiteEffect> effects;
  for (const auto& site : sites_) {
    effects.push_back(blank_effect(site.name, outcomes.cols()));
    if (!site.left_out.empty()) continue;
    std::vector<stats::TestStatistics> statistics{stats::TestStatistics(outcomes.cols())};
    stats::LinearModel model(site.model.design, site.model.contrast);
    model.fit(outcomes(site.model.rows, Eigen::all), 0, statistics);
    set_effects(effects.back(), statistics.front());
  }
  return effects;
}

std::vector<MetaAnalysis> meta_analyses(const std::vector<SiteEffect>& effects, const RemlOptions& options)
{
  std::vector<MetaAnalysis> results;
  for (Eigen::Index e = 0; e < n_outcomes_of(effects); ++e) {
    results.push_back(meta_analysis(across_sites(effects, &SiteEffect::g, e),
                                    across_sites(effects, &SiteEffect::variance, e), options));
  }
  return results;
}

std::vector<std::vector<MetaAnalysis>> meta_analyses_without_each(const std::vector<SiteEffect>& effects,
                                                                  const RemlOptions& options)
{
  std::vector<std::vector<MetaAnalysis>> results(effects.size());
  for (Eigen::Index e = 0; e < n_outcomes_of(effects); ++e) {
    auto without = leave_one_out(across_sites(effects, &SiteEffect::g, e),
                                 across_sites(effects, &SiteEffect::variance, e), options);
    for (std::size_t site = 0; site < effects.size(); ++site) results[site].push_back(without[site]);
  }
  return results;
}

}  // namespace dmn::sites
