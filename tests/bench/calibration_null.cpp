#include "bench/calibration_null.hpp"

#include <algorithm>

#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"

namespace dmn::bench {
namespace {

using inference::Sign;

inference::Graph graph_of(const connectivity::EdgeList& edges)
{
  inference::Graph graph{.n_nodes = edges.n_rois()};
  for (const auto& edge : edges.edges()) {
    graph.i.push_back(edge.i);
    graph.j.push_back(edge.j);
  }
  return graph;
}

DirectionNull empty_direction(Sign sign, std::size_t n_taus, Eigen::Index n_relabellings)
{
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(n_relabellings);
  return {.sign = sign, .nbs = std::vector<NbsNull>(n_taus, {zero, zero}), .tfnbs = zero};
}

/// Network statistics of maps of t, one after the other.
class NetworkNull {
 public:
  NetworkNull(const inference::Graph& graph, const std::vector<double>& taus, double df)
      : graph_(graph), taus_(taus), scale_(df), nbs_(graph), tfnbs_(scale_, graph)
  {
  }

  void add(const Eigen::Ref<const Eigen::VectorXd>& t, Eigen::Index relabelling, DirectionNull& null)
  {
    const auto largest = inference::nbs_maximum(t, graph_, taus_, null.sign, nbs_);
    for (std::size_t tau = 0; tau < taus_.size(); ++tau) {
      null.nbs[tau].extent[relabelling] = largest[tau].extent;
      null.nbs[tau].intensity[relabelling] = largest[tau].intensity;
    }
    null.tfnbs[relabelling] = inference::tfnbs_maximum(t, scale_, graph_, null.sign, tfnbs_);
  }

 private:
  const inference::Graph& graph_;
  const std::vector<double>& taus_;
  inference::TfnbsScale scale_;
  inference::NbsWorkspace nbs_;
  inference::TfnbsWorkspace tfnbs_;
};

Eigen::VectorXd to_vector(const std::vector<double>& values)
{
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

PermutationNulls permute(const Estimated& estimated, const std::vector<std::string>& exchange_within,
                         const AnalysisOptions& options)
{
  const auto& design = estimated.plan.design;
  const auto exchangeability = inference::exchangeability(design, estimated.plan.contrasts.front(), exchange_within);
  const inference::Relabellings relabellings(exchangeability, options.n_relabellings, options.seed);
  const inference::PermutationModel model(design, estimated.plan.contrasts, exchangeability);
  const auto edges = model.tile(estimated.outcomes);
  const auto markers = model.tile(estimated.marker_values);
  const int n_all = relabellings.size();
  inference::PermutationTally of_edges(n_all, model.observed(edges).front(), inference::Tail::both);
  inference::PermutationTally of_markers(n_all, model.observed(markers).front(), inference::Tail::both);

  PermutationNulls nulls{.graph = graph_of(estimated.plan.participants.cohort.edges)};
  nulls.directions = {empty_direction(Sign::positive, options.taus.size(), n_all),
                      empty_direction(Sign::negative, options.taus.size(), n_all)};
  NetworkNull networks(nulls.graph, options.taus, model.residual_df());
  inference::PermutedStatistics permuted;
  for (int first = 0; first < n_all; first += model.relabellings_per_block()) {
    const int n = std::min(model.relabellings_per_block(), n_all - first);
    const auto basis = model.permuted_basis(relabellings, first, n);
    model.statistics(markers, basis, permuted);
    inference::add(permuted.contrasts.front(), 0, first, of_markers);
    model.statistics(edges, basis, permuted);
    inference::add(permuted.contrasts.front(), 0, first, of_edges);
    for (auto& direction : nulls.directions)
      for (int k = 0; k < n; ++k) networks.add(permuted.contrasts.front().col(k), first + k, direction);
  }
  nulls.max_t = to_vector(of_edges.maximum);
  nulls.max_t_markers = to_vector(of_markers.maximum);
  return nulls;
}

}  // namespace dmn::bench
