#include "harmonised_data.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "edge_tiles.hpp"
#include "harmonisation/covbat.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

using namespace harmonisation;

Covariates preserved_columns(const stats::GroupPlan& plan)
{
  const auto* site = plan.design.find_role(stats::Role::site);
  Covariates covariates;
  std::vector<Eigen::Index> columns;
  for (std::size_t k = 0; k < plan.design.columns.size(); ++k) {
    const auto& column = plan.design.columns[k];
    const bool holds_site =
        site != nullptr &&
        std::ranges::any_of(column.term, [&](const stats::PoweredVariable& part) { return part.name == site->name; });
    if (column.term.empty() || holds_site) continue;
    covariates.names.push_back(column.name);
    columns.push_back(static_cast<Eigen::Index>(k));
  }
  covariates.values = plan.design.matrix(Eigen::all, columns);
  return covariates;
}

std::vector<std::string> sites_of(const stats::GroupPlan& plan)
{
  auto sites = stats::site_labels(plan.participants.cohort, plan.design.rows);
  if (sites.empty()) {
    throw base::DesignError("harmonisation needs the site of every participant, and the data have no sites",
                            {.field = "group.harmonise"});
  }
  return sites;
}

/// A row a feature: status, intercept, sigma, slopes, gamma, delta2.
Eigen::MatrixXd to_rows(const FeatureFits& fits)
{
  const Eigen::Index p = fits.slopes.rows();
  const Eigen::Index s = fits.gamma_hat.rows();
  Eigen::MatrixXd rows(fits.size(), 3 + p + 2 * s);
  for (Eigen::Index f = 0; f < fits.size(); ++f)
    rows(f, 0) = static_cast<double>(fits.status[static_cast<std::size_t>(f)]);
  rows.col(1) = fits.intercept;
  rows.col(2) = fits.sigma;
  rows.middleCols(3, p) = fits.slopes.transpose();
  rows.middleCols(3 + p, s) = fits.gamma_hat.transpose();
  rows.rightCols(s) = fits.delta2_hat.transpose();
  return rows;
}

FeatureFits fits_from(const Eigen::MatrixXd& rows, Eigen::Index n_sites, Eigen::Index n_covariates)
{
  FeatureFits fits(n_sites, n_covariates, rows.rows());
  for (Eigen::Index f = 0; f < rows.rows(); ++f)
    fits.status[static_cast<std::size_t>(f)] = static_cast<FeatureStatus>(static_cast<int>(rows(f, 0)));
  fits.intercept = rows.col(1);
  fits.sigma = rows.col(2);
  fits.slopes = rows.middleCols(3, n_covariates).transpose();
  fits.gamma_hat = rows.middleCols(3 + n_covariates, n_sites).transpose();
  fits.delta2_hat = rows.rightCols(n_sites).transpose();
  return fits;
}

Eigen::MatrixXd to_rows(const SiteEffects& effects)
{
  Eigen::MatrixXd rows(effects.size(), 5);
  rows << effects.f, effects.p, effects.partial_eta2, effects.sd_ratio, effects.spread_p;
  return rows;
}

SiteEffects effects_from(const Eigen::MatrixXd& rows)
{
  SiteEffects effects(rows.rows());
  if (rows.rows() == 0) return effects;
  effects.f = rows.col(0);
  effects.p = rows.col(1);
  effects.partial_eta2 = rows.col(2);
  effects.sd_ratio = rows.col(3);
  effects.spread_p = rows.col(4);
  return effects;
}

/// **Collective.** `of_tile(first, block)` -> a row a feature; the rows of all features on the master.
Eigen::MatrixXd rows_of_tiles(const stats::EdgeTiles& tiles, const stats::ReadOutcomes& read,
                              const std::function<Eigen::MatrixXd(const Eigen::MatrixXd&)>& of_tile,
                              const parallel::Communicator& world)
{
  const TileRange mine = tiles_of(world, tiles.count());
  Eigen::MatrixXd rows;
  parallel::agree(world, [&] {
    for (Eigen::Index tile = mine.first; tile < mine.first + mine.n; ++tile) {
      const Eigen::MatrixXd part = of_tile(read(tiles.first(tile), tiles.width(tile)));
      const Eigen::Index before = rows.rows();
      rows.conservativeResize(before + part.rows(), part.cols());
      rows.bottomRows(part.rows()) = part;
    }
  });
  return world.gather_rows_together(rows);
}

stats::ReadOutcomes combat_reader(std::shared_ptr<const CombatParameters> parameters, CombatRows rows,
                                  stats::ReadOutcomes read)
{
  return [parameters = std::move(parameters), rows = std::move(rows), read = std::move(read)](Eigen::Index first,
                                                                                              Eigen::Index n) {
    Eigen::MatrixXd block = read(first, n);
    apply(*parameters, rows, first, block);
    return block;
  };
}

stats::ReadOutcomes covbat_reader(std::shared_ptr<const CombatParameters> parameters, CombatRows rows,
                                  Eigen::MatrixXd mixing, stats::ReadOutcomes read)
{
  return [parameters = std::move(parameters), rows = std::move(rows), mixing = std::move(mixing),
          read = std::move(read)](Eigen::Index first, Eigen::Index n) {
    Eigen::MatrixXd block = read(first, n);
    const auto residuals = scaled_residuals(*parameters, rows, first, block);
    apply_covbat(*parameters, rows, mixing, residuals, first, block);
    return block;
  };
}

/// **Collective.** The reader of CovBat's second half.
stats::ReadOutcomes add_covbat(const stats::EdgeTiles& tiles, const CombatDesign& design,
                               std::shared_ptr<const CombatParameters> parameters, const CombatRows& rows,
                               const stats::ReadOutcomes& read, int& n_components, const parallel::Communicator& world)
{
  const Eigen::MatrixXd total = world.sum_tiles_together(static_cast<std::size_t>(tiles.count()), [&](std::size_t t) {
    const auto tile = static_cast<Eigen::Index>(t);
    const Eigen::MatrixXd block = read(tiles.first(tile), tiles.width(tile));
    return gram(scaled_residuals(*parameters, rows, tiles.first(tile), block));
  });
  Eigen::MatrixXd mixing;
  parallel::agree(world, [&] {
    const auto covbat = estimate_covbat(design, total);
    n_components = static_cast<int>(covbat.n_components);
    mixing = covbat_mixing(covbat, rows, total);
  });
  return covbat_reader(std::move(parameters), rows, std::move(mixing), read);
}

}  // namespace

harmonisation::CombatDesign plan_harmonisation(const HarmoniseOptions& options, const stats::GroupPlan& plan)
{
  return combat_design(sites_of(plan), preserved_columns(plan),
                       {.mean_only = options.mean_only, .reference = options.reference});
}

std::string harmonisation_warning(const stats::GroupPlan& plan)
{
  if (plan.design.find_role(stats::Role::site) != nullptr) return {};
  return "the harmonised model does not hold the site: p-values are too small, since sites still decide what can be "
         "learnt within them (docs/calibration.md); add the site column to group.model";
}

HarmonisedData harmonise_together(const HarmoniseOptions& options, const stats::Cohort& cohort,
                                  const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                  const harmonisation::CombatDesign& design, const parallel::Communicator& world)
{
  const stats::EdgeTiles tiles(cohort.edges.size());  // whatever edges the analysis has chosen
  const auto sites = sites_of(plan);
  const SiteModel model = site_model(sites, preserved_columns(plan));
  const auto effects = [&](const stats::ReadOutcomes& reader) {
    const auto of_tile = [&](const Eigen::MatrixXd& block) { return to_rows(site_effects(model, block)); };
    return effects_from(rows_of_tiles(tiles, reader, of_tile, world));
  };
  const Eigen::MatrixXd fits = world.broadcast_together(rows_of_tiles(
      tiles, read, [&](const Eigen::MatrixXd& block) { return to_rows(fit_features(design, block)); }, world));

  HarmonisedData harmonised;
  parallel::agree(world, [&] {
    harmonised.parameters = estimate(design, fits_from(fits, design.batches.size(), design.n_covariates()));
  });
  const auto parameters = std::make_shared<const CombatParameters>(harmonised.parameters);
  const CombatRows rows = rows_of(design);
  harmonised.read = options.method == Harmonisation::covbat
                        ? add_covbat(tiles, design, parameters, rows, read, harmonised.n_components, world)
                        : combat_reader(parameters, rows, read);
  harmonised.before = effects(read);
  harmonised.after = effects(harmonised.read);
  return harmonised;
}

void say_harmonised(const HarmonisedData& harmonised)
{
  for (const auto& warning : harmonised.parameters.warnings) base::log_warning(warning);
  for (const auto status :
       {FeatureStatus::missing_values, FeatureStatus::constant_within_site, FeatureStatus::zero_variance}) {
    const auto n = harmonised.parameters.features.with(status).size();
    if (n > 0) base::warn("{} edges were not harmonised: {}", n, words(status));
  }
  const auto before = summarise(harmonised.before);
  const auto after = summarise(harmonised.after);
  base::info(
      "harmonised {} edges of {} sites; edges with a site effect at p < .05: {:.1f} % before, {:.1f} % after; "
      "median partial eta^2 {:.4f}, {:.4f}",
      before.n_features, harmonised.parameters.sites.size(), 100 * before.share_site, 100 * after.share_site,
      before.median_partial_eta2, after.median_partial_eta2);
}

}  // namespace dmn::jobs
