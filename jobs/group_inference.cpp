#include "group_inference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "inference/counted_p.hpp"
#include "inference/tail_gamma.hpp"
#include "inference/tail_pareto.hpp"
#include "network_maxima.hpp"

namespace dmn::jobs {
namespace {

using inference::NullDistribution;
using inference::Sign;

constexpr double not_computed = std::numeric_limits<double>::quiet_NaN();

/// |t| or F of what is part of max-T.
Eigen::VectorXd sizes(const stats::TestStatistics& statistics, bool is_f_test)
{
  Eigen::VectorXd size = is_f_test ? statistics.f : Eigen::VectorXd(statistics.t.cwiseAbs());
  for (Eigen::Index e = 0; e < size.size(); ++e) {
    if (statistics.status[static_cast<std::size_t>(e)] != stats::Status::tested) size[e] = not_computed;
  }
  return size;
}

/// Counted family-wise p, and its two approximations.
struct FamilyP {
  Eigen::VectorXd counted;
  Eigen::VectorXd gamma;
  Eigen::VectorXd pareto;
};

FamilyP family_p(const Eigen::VectorXd& null, const Eigen::VectorXd& observed)
{
  const NullDistribution distribution(null);
  const inference::GammaTail gamma(distribution);
  const inference::ParetoTail pareto(distribution);
  FamilyP p{distribution.p(observed), Eigen::VectorXd::Constant(observed.size(), not_computed),
            Eigen::VectorXd::Constant(observed.size(), not_computed)};
  for (Eigen::Index e = 0; e < observed.size(); ++e) {
    if (std::isnan(observed[e])) continue;
    p.gamma[e] = gamma.p(observed[e]).p;
    p.pareto[e] = pareto.p(observed[e]).p;
  }
  return p;
}

Eigen::VectorXd counting_error(const Eigen::VectorXd& p, Eigen::Index n_relabellings)
{
  return p.unaryExpr([&](double each) { return inference::counted_p_error(each, n_relabellings); });
}

void correct_edges(const PermutedContrast& permuted, stats::ContrastResult& contrast, ContrastDetails& details)
{
  const auto p = family_p(permuted.null_of(null_of_edges), sizes(contrast.edges, contrast.contrast.is_f_test));
  contrast.edges.p_fwe = p.counted;
  details.edge_columns.push_back({"p_permuted", permuted.p_permuted});
  details.edge_columns.push_back({"p_fwe_error", counting_error(p.counted, permuted.null.rows())});
  details.edge_columns.push_back({"p_fwe_gamma_approximate", p.gamma});
  details.edge_columns.push_back({"p_fwe_gpd_approximate", p.pareto});
}

/// M1 ... M8 come first: each family of markers is corrected by its own null distribution.
void correct_markers(const PermutedContrast& permuted, const std::vector<connectivity::Summary>& markers,
                     stats::ContrastResult& contrast, ContrastDetails& details)
{
  const Eigen::VectorXd size = sizes(contrast.markers, contrast.contrast.is_f_test);
  const auto n = static_cast<Eigen::Index>(markers.size());
  Eigen::Index n_fixed = 0;
  while (n_fixed < n && connectivity::is_fixed_marker(markers[static_cast<std::size_t>(n_fixed)])) ++n_fixed;
  Eigen::VectorXd gamma = Eigen::VectorXd::Constant(n, not_computed);
  Eigen::VectorXd pareto = gamma;
  const auto correct = [&](const std::string& null, Eigen::Index first, Eigen::Index count) {
    if (count == 0) return;
    const auto p = family_p(permuted.null_of(null), size.segment(first, count));
    contrast.markers.p_fwe.segment(first, count) = p.counted;
    gamma.segment(first, count) = p.gamma;
    pareto.segment(first, count) = p.pareto;
  };
  correct(null_of_markers(markers), 0, n_fixed);
  correct(null_of_networks, n_fixed, n - n_fixed);
  details.marker_columns.push_back({"p_fwe_error", counting_error(contrast.markers.p_fwe, permuted.null.rows())});
  details.marker_columns.push_back({"p_fwe_gamma_approximate", gamma});
  details.marker_columns.push_back({"p_fwe_gpd_approximate", pareto});
}

Eigen::VectorXd testable_t(const stats::TestStatistics& statistics)
{
  Eigen::VectorXd t = statistics.t;
  for (Eigen::Index e = 0; e < t.size(); ++e) {
    if (statistics.status[static_cast<std::size_t>(e)] != stats::Status::tested) t[e] = not_computed;
  }
  return t;
}

void warn_of_incomplete_edges(stats::ContrastResult& contrast)
{
  const auto incomplete = std::ranges::count(contrast.edges.status, stats::Status::tested_incomplete);
  if (incomplete == 0) return;
  const bool all = incomplete == contrast.edges.n_tested();
  contrast.warnings.push_back(fmt::format(
      "{} of {} tested edges lack some participant: they have an uncorrected p and take no part in max-T and "
      "networks{}",
      incomplete, contrast.edges.n_tested(), all ? "; no edge is left for these" : ""));
}

void find_components(const GroupOptions& options, const inference::Graph& graph, const PermutedContrast& permuted,
                     const Eigen::VectorXd& t, ContrastDetails& details)
{
  for (const double tau : options.nbs_thresholds) {
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      report::ComponentsOfMap map{.sign = word(sign), .tau = tau};
      map.components = inference::suprathreshold_components(t, graph, sign, tau);
      const auto null = [&](const char* measure) {
        return NullDistribution(permuted.null_of(nbs_name(sign, tau) + measure));
      };
      map.p = inference::component_p(map.components, null("_extent"), null("_intensity"));
      details.components.push_back(std::move(map));
    }
  }
}

void enhance(const inference::Graph& graph, const PermutedContrast& permuted, double df, const Eigen::VectorXd& t,
             ContrastDetails& details)
{
  const inference::TfnbsScale scale(df);
  std::vector<report::ExtraColumn> p_columns;
  std::vector<report::ExtraColumn> columns;
  for (const Sign sign : {Sign::positive, Sign::negative}) {
    Eigen::VectorXd enhanced = inference::tfnbs_enhance(t, scale, graph, sign);
    Eigen::VectorXd p = NullDistribution(permuted.null_of(tfnbs_name(sign))).p(enhanced);
    for (Eigen::Index e = 0; e < t.size(); ++e) {
      if (std::isnan(t[e])) enhanced[e] = p[e] = not_computed;
    }
    columns.push_back({tfnbs_name(sign), enhanced});
    p_columns.push_back({"p_" + tfnbs_name(sign), p});
  }
  columns.insert(columns.end(), p_columns.begin(), p_columns.end());
  details.edge_columns.insert(details.edge_columns.begin(), columns.begin(), columns.end());
}

std::vector<report::ExtraColumn> extra_columns(const NamedColumns& columns)
{
  std::vector<report::ExtraColumn> extra;
  for (const auto& name : columns.names) extra.push_back({name, columns.column(name)});
  return extra;
}

}  // namespace

ContrastDetails details_of(const ContrastEstimates& edges, const ContrastEstimates& markers)
{
  return {.edge_columns = extra_columns(edges.more),
          .marker_columns = extra_columns(markers.more),
          .edge_sites = edges.sites,
          .marker_sites = markers.sites};
}

void infer(const GroupOptions& options, const inference::Graph& graph, PermutedContrast permuted,
           stats::ContrastResult& contrast, const std::vector<connectivity::Summary>& markers, double residual_df,
           ContrastDetails& details)
{
  warn_of_incomplete_edges(contrast);
  correct_edges(permuted, contrast, details);
  correct_markers(permuted, markers, contrast, details);
  if (!contrast.contrast.is_f_test) {
    const Eigen::VectorXd t = testable_t(contrast.edges);
    if (options.corrections.nbs) find_components(options, graph, permuted, t, details);
    if (options.corrections.tfnbs) enhance(graph, permuted, residual_df, t, details);
  } else if (options.corrections.nbs || options.corrections.tfnbs) {
    contrast.warnings.push_back("NBS and TFNBS are statistics of t: an F contrast gets the maximum of F only");
  }
  details.permuted = std::move(permuted);
}

inference::Graph graph_of(const stats::Cohort& cohort, const stats::GroupPlan& plan)
{
  inference::Graph graph{.n_nodes = static_cast<int>(cohort.rois.size())};
  for (const Eigen::Index edge : plan.edges) {
    graph.i.push_back(cohort.edges[edge].i);
    graph.j.push_back(cohort.edges[edge].j);
  }
  return graph;
}

}  // namespace dmn::jobs
