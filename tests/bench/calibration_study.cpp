#include "bench/calibration_study.hpp"

#include <algorithm>

namespace dmn::bench {
namespace {

using Mask = Eigen::Array<bool, Eigen::Dynamic, 1>;

AnalysisOptions for_cohort(AnalysisOptions options, int number)
{
  options.seed += static_cast<std::uint64_t>(number);
  return options;
}

SimulatedCohort cohort_of(const StudyCohorts& cohorts, int number)
{
  return simulate(cohorts.shape, cohorts.seed, static_cast<std::uint32_t>(number));
}

/// Of one edge.
double residual_sd(const SimulatedCohort& simulated)
{
  const auto plan = stats::plan_comparison(simulated.cohort, {.model = "group + age + sex + mean_fd + site"});
  return expected_residual_sd(plan.design, simulated.edge_sd);
}

std::vector<Eigen::Index> edges_within(const SimulatedCohort& simulated, const std::string& network)
{
  std::vector<Eigen::Index> within;
  const auto& rois = simulated.cohort.rois;
  for (Eigen::Index e = 0; e < simulated.cohort.edges.size(); ++e) {
    const auto& edge = simulated.cohort.edges[e];
    if (rois[static_cast<std::size_t>(edge.i)].network == network &&
        rois[static_cast<std::size_t>(edge.j)].network == network)
      within.push_back(e);
  }
  return within;
}

double covers(const stats::TestStatistics& statistics, Eigen::Index outcome, double g)
{
  return statistics.g_low[outcome] <= g && g <= statistics.g_high[outcome] ? 1 : 0;
}

Eigen::Index position_of(const std::vector<connectivity::Summary>& summaries, const std::string& name)
{
  const auto found = std::ranges::find(summaries, name, &connectivity::Summary::name);
  return found - summaries.begin();
}

Mask planted_edges(const Planted& planted, Eigen::Index n_edges)
{
  Mask mask = Mask::Constant(n_edges, false);
  for (const Eigen::Index edge : planted.edges) mask[edge] = true;
  return mask;
}

/// Markers all of whose edges are planted.
Mask planted_markers(const Mask& edges, const std::vector<connectivity::Summary>& summaries)
{
  Mask mask(static_cast<Eigen::Index>(summaries.size()));
  for (std::size_t s = 0; s < summaries.size(); ++s) {
    mask[static_cast<Eigen::Index>(s)] =
        std::ranges::all_of(summaries[s].edges, [&](Eigen::Index edge) { return edges[edge]; });
  }
  return mask;
}

void add(const Mask& found, const Mask& planted, Power& power)
{
  const auto n_right = static_cast<double>((found && planted).count());
  const auto n_found = static_cast<double>(found.count());
  const auto n_planted = static_cast<double>(planted.count());
  power.any.add(n_right > 0 ? 1 : 0);
  power.share.add(n_planted > 0 ? n_right / n_planted : 0);
  power.false_share.add(n_found > 0 ? (n_found - n_right) / n_found : 0);
}

}  // namespace

std::vector<ErrorRate> error_rates(const StudyCohorts& cohorts, const AnalysisOptions& options,
                                   const AfterEachCohort& after_each)
{
  std::vector<ErrorRate> rates;
  for (int k = 0; k < cohorts.n; ++k) {
    const auto simulated = cohort_of(cohorts, k);
    const auto found = find(simulated, estimate(simulated, options.sites), for_cohort(options, k));
    rates.resize(found.size());
    for (std::size_t m = 0; m < found.size(); ++m) {
      rates[m].method = found[m].method;
      rates[m].any.add(found[m].where.any() ? 1 : 0);
    }
    after_each();
  }
  return rates;
}

Planted planted_among(const connectivity::EdgeList& edges, int n_rois)
{
  Planted planted;
  for (Eigen::Index e = 0; e < edges.size(); ++e)
    if (edges[e].j < n_rois) planted.edges.push_back(e);
  planted.where = planted.edges.size() == 1 ? "one edge" : std::to_string(planted.edges.size()) + " connected edges";
  return planted;
}

Coverage coverage(const StudyCohorts& cohorts, SiteHandling sites, double g, const AfterEachCohort& after_each)
{
  Coverage coverage;
  for (int k = 0; k < cohorts.n; ++k) {
    auto simulated = cohort_of(cohorts, k);
    const double sd = residual_sd(simulated);
    const auto edges = edges_within(simulated, "A");
    const auto marker = edges_within(simulated, "B");
    add_group_effect(edges, g * sd, simulated);
    add_group_effect(marker, g * sd * sd_of_mean(simulated.cohort.edges, marker), simulated);
    const auto estimated = estimate(simulated, sites);
    double covered = 0;
    double sum = 0;
    for (const Eigen::Index edge : edges) {
      covered += covers(estimated.edges, edge, g);
      sum += estimated.edges.g[edge];
    }
    const Eigen::Index within_b = position_of(estimated.summaries, "within_B");
    const auto n_edges = static_cast<double>(edges.size());
    coverage.edges.add(covered / n_edges);
    coverage.g_edges.add(sum / n_edges);
    coverage.marker.add(covers(estimated.markers, within_b, g));
    coverage.g_marker.add(estimated.markers.g[within_b]);
    after_each();
  }
  return coverage;
}

std::vector<Power> power(const StudyCohorts& cohorts, const AnalysisOptions& options, const Planted& planted, double g,
                         const AfterEachCohort& after_each)
{
  std::vector<Power> powers;
  for (int k = 0; k < cohorts.n; ++k) {
    auto simulated = cohort_of(cohorts, k);
    add_group_effect(planted.edges, g * residual_sd(simulated), simulated);
    const auto estimated = estimate(simulated, options.sites);
    const Mask edges = planted_edges(planted, estimated.edges.size());
    const Mask markers = planted_markers(edges, estimated.summaries);
    const auto found = find(simulated, estimated, for_cohort(options, k));
    powers.resize(found.size());
    for (std::size_t m = 0; m < found.size(); ++m) {
      powers[m].method = found[m].method;
      add(found[m].where, found[m].of_markers ? markers : edges, powers[m]);
    }
    after_each();
  }
  return powers;
}

}  // namespace dmn::bench
