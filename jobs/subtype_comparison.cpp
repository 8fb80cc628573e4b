#include "subtype_comparison.hpp"

#include <limits>

#include "clinical/level_contrasts.hpp"
#include "clinical_outcomes.hpp"
#include "group_estimates.hpp"
#include "stats/fdr.hpp"
#include "symptom_overlap.hpp"

namespace dmn::jobs {
namespace {

/// Holm over the pairs, one marker at a time; a column a pair.
std::vector<Eigen::VectorXd> holm_over_pairs(const std::vector<stats::TestStatistics>& tests)
{
  const auto n_pairs = static_cast<Eigen::Index>(tests.size()) - 1;
  Eigen::MatrixXd p(tests.front().size(), n_pairs);
  for (Eigen::Index pair = 0; pair < n_pairs; ++pair) p.col(pair) = tests[static_cast<std::size_t>(pair) + 1].p;
  for (Eigen::Index marker = 0; marker < p.rows(); ++marker)
    p.row(marker) = clinical::holm_p(p.row(marker).transpose()).transpose();
  std::vector<Eigen::VectorXd> adjusted;
  for (Eigen::Index pair = 0; pair < n_pairs; ++pair) adjusted.emplace_back(p.col(pair));
  return adjusted;
}

}  // namespace

SubtypeAnalysis plan_subtype_comparison(const Options& options, const GroupData& data, const std::string& column)
{
  SubtypeAnalysis analysis{.plan = clinical::plan_subtypes(data.cohort, comparison_of(options.group), column)};
  analysis.relabellings = plan_relabellings(options.group, options.seed, analysis.plan.plan);
  return analysis;
}

std::optional<SubtypeResult> compare_subtypes_together(const Options& options, const GroupData& data,
                                                       const SubtypeAnalysis& analysis,
                                                       const parallel::Communicator& world)
{
  SubtypeResult result;
  const auto& plan = analysis.plan.plan;
  result.markers = markers_together(data, plan, world);
  parallel::on_master(world, [&] {
    result.tests = stats::fit(plan, result.markers.values);
    result.p_holm = holm_over_pairs(result.tests);
  });
  auto rest = one_against_rest_together(analysis.plan, result.markers, options.clinical.symptoms.model_permutations,
                                        options.seed, world);
  if (!rest) return std::nullopt;
  result.rest = std::move(*rest);
  result.edges = fit_edges_together(plan, stats::outcomes_of(plan, data.read_edges), world);
  const auto permuted = permute_outcomes_together(analysis.relabellings, plan.contrasts.size(), result.markers.values,
                                                  clinical::marker_families(result.markers.summaries), world);
  for (std::size_t c = 0; world.is_master() && c < permuted.size(); ++c) {
    result.tests[c].p_fwe = permuted[c].p_fwe();
    result.edges[c].q_fdr = stats::fdr_q(result.edges[c].p);
  }
  result.n_relabellings = analysis.relabellings.front().relabellings.size();
  return result;
}

}  // namespace dmn::jobs
