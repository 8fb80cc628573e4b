#include "bench/calibration_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/calibration_null.hpp"
#include "harmonisation/harmonise.hpp"
#include "inference/counted_p.hpp"
#include "simulation/random_stream.hpp"
#include "stats/fdr.hpp"
#include "stats/glm.hpp"
#include "stats/group_comparison.hpp"

namespace dmn::bench {
namespace {

using inference::NullDistribution;
using inference::Sign;

std::string model_of(SiteHandling sites)
{
  const bool with_site = sites == SiteHandling::fixed_effect || sites == SiteHandling::combat;
  return with_site ? "group + age + sex + mean_fd + site" : "group + age + sex + mean_fd";
}

bool uses_combat(SiteHandling sites)
{
  return sites == SiteHandling::combat || sites == SiteHandling::combat_without_site;
}

/// Every column of the model but the intercept and those of site.
harmonisation::Covariates preserved_columns(const stats::Design& design)
{
  harmonisation::Covariates covariates;
  std::vector<Eigen::Index> columns;
  for (std::size_t k = 0; k < design.columns.size(); ++k) {
    const auto& term = design.columns[k].term;
    if (term.empty() || term.front().name == "site") continue;
    covariates.names.push_back(design.columns[k].name);
    columns.push_back(static_cast<Eigen::Index>(k));
  }
  covariates.values = design.matrix(Eigen::all, columns);
  return covariates;
}

stats::TestStatistics tested(const stats::GroupPlan& plan, const Eigen::MatrixXd& outcomes)
{
  auto statistics = stats::fit(plan, outcomes).front();
  statistics.q_fdr = stats::fdr_q(statistics.p);
  stats::add_effect_sizes(statistics);
  return statistics;
}

void add_components(const Estimated& estimated, const PermutationNulls& nulls, std::size_t tau,
                    const AnalysisOptions& options, std::vector<Found>& found)
{
  const Eigen::Index n_edges = estimated.edges.size();
  const auto none = Eigen::Array<bool, Eigen::Dynamic, 1>::Constant(n_edges, false);
  const std::string at = fmt::format(" {}", options.taus[tau]);
  Found extent{.method = "NBS extent" + at, .where = none};
  Found intensity{.method = "NBS intensity" + at, .where = none};
  Found ties_broken{.method = extent.method + " ties broken", .where = none};
  simulation::RandomStream random(options.seed,
                                  {.purpose = simulation::Purpose::missing, .item = static_cast<std::uint32_t>(tau)});
  for (const auto& direction : nulls.directions) {
    const auto components =
        inference::suprathreshold_components(estimated.edges.t, nulls.graph, direction.sign, options.taus[tau]);
    const auto& null = direction.nbs[tau];
    const auto p = inference::component_p(components, NullDistribution(null.extent), NullDistribution(null.intensity));
    const double share_of_ties = random.uniform();
    for (std::size_t c = 0; c < components.size(); ++c) {
      const auto mark = [&](bool significant, Found& method) {
        for (const Eigen::Index edge : components[c].edges) method.where[edge] = method.where[edge] || significant;
      };
      const auto size = static_cast<double>(components[c].edges.size());
      const double larger = static_cast<double>((null.extent.array() > size).count());
      const double tied = static_cast<double>((null.extent.array() == size).count());
      const double p_ties_broken = (larger + share_of_ties * tied) / static_cast<double>(null.extent.size());
      mark(p[c].extent <= options.alpha / 2, extent);
      mark(p[c].intensity <= options.alpha / 2, intensity);
      mark(p_ties_broken <= options.alpha / 2, ties_broken);
    }
  }
  found.push_back(std::move(extent));
  found.push_back(std::move(ties_broken));
  found.push_back(std::move(intensity));
}

Found enhanced(const Estimated& estimated, const PermutationNulls& nulls, double alpha)
{
  const inference::TfnbsScale scale(estimated.edges.df.maxCoeff());
  Found found{.method = "TFNBS"};
  found.where = Eigen::Array<bool, Eigen::Dynamic, 1>::Constant(estimated.edges.size(), false);
  for (const auto& direction : nulls.directions) {
    const auto p = NullDistribution(direction.tfnbs)
                       .p(inference::tfnbs_enhance(estimated.edges.t, scale, nulls.graph, direction.sign));
    found.where = found.where || p.array() <= alpha / 2;
  }
  return found;
}

}  // namespace

std::string words(SiteHandling handling)
{
  switch (handling) {
    case SiteHandling::fixed_effect:
      return "site as fixed effect";
    case SiteHandling::combat:
      return "ComBat, site in the model";
    case SiteHandling::combat_without_site:
      return "ComBat, site not in the model";
    case SiteHandling::ignored:
      return "no site handling";
  }
  return {};
}

Estimated estimate(const SimulatedCohort& simulated, SiteHandling sites)
{
  Estimated estimated{.plan = stats::plan_comparison(simulated.cohort, {.model = model_of(sites)}),
                      .outcomes = simulated.edges};
  if (uses_combat(sites)) {
    harmonisation::harmonise(estimated.outcomes, simulated.cohort.site, preserved_columns(estimated.plan.design), {});
  }
  estimated.summaries = connectivity::network_summaries(simulated.cohort.rois, simulated.cohort.edges, {});
  estimated.marker_values = connectivity::summary_values(estimated.outcomes, estimated.summaries);
  estimated.edges = tested(estimated.plan, estimated.outcomes);
  estimated.markers = tested(estimated.plan, estimated.marker_values);
  return estimated;
}

std::vector<Found> find(const SimulatedCohort& simulated, const Estimated& estimated, const AnalysisOptions& options)
{
  const bool within_site = options.sites != SiteHandling::ignored;
  const auto nulls = permute(estimated, within_site ? simulated.cohort.site : std::vector<std::string>{}, options);
  const auto p_max_t = NullDistribution(nulls.max_t).p(estimated.edges.t.cwiseAbs());
  const auto p_markers = NullDistribution(nulls.max_t_markers).p(estimated.markers.t.cwiseAbs());
  std::vector<Found> found;
  found.push_back({.method = "FDR", .where = estimated.edges.q_fdr.array() <= options.alpha});
  found.push_back({.method = "max-T", .where = p_max_t.array() <= options.alpha});
  found.push_back({.method = "max-T of markers", .of_markers = true, .where = p_markers.array() <= options.alpha});
  for (std::size_t tau = 0; tau < options.taus.size(); ++tau) add_components(estimated, nulls, tau, options, found);
  found.push_back(enhanced(estimated, nulls, options.alpha));
  return found;
}

}  // namespace dmn::bench
