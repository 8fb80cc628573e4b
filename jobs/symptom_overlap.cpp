#include "symptom_overlap.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "clinical/indirect_effect.hpp"
#include "clinical_outcomes.hpp"
#include "group_estimates.hpp"
#include "stats/fdr.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

constexpr int samples_per_piece = 50;

OverlapTests of_markers(const clinical::SymptomPlan& plan, const Eigen::MatrixXd& values)
{
  auto adjusted = stats::fit(plan.adjusted, values);
  return {.unadjusted = std::move(stats::fit(plan.unadjusted, values).front()),
          .adjusted = std::move(adjusted[clinical::effect_contrast]),
          .score = std::move(adjusted[clinical::score_contrast]),
          .score_only = std::move(stats::fit(plan.score_only, values).front()),
          .difference = std::move(adjusted[clinical::difference_contrast])};
}

OverlapTests of_edges_together(const clinical::SymptomPlan& plan, const stats::ReadOutcomes& read,
                               const parallel::Communicator& world)
{
  auto adjusted = fit_edges_together(plan.adjusted, read, world);
  auto unadjusted = fit_edges_together(plan.unadjusted, read, world);
  auto score_only = fit_edges_together(plan.score_only, read, world);
  if (!world.is_master()) return {};
  OverlapTests tests{.unadjusted = std::move(unadjusted.front()),
                     .adjusted = std::move(adjusted[clinical::effect_contrast]),
                     .score = std::move(adjusted[clinical::score_contrast]),
                     .score_only = std::move(score_only.front()),
                     .difference = std::move(adjusted[clinical::difference_contrast])};
  for (auto* statistics : {&tests.unadjusted, &tests.adjusted, &tests.score, &tests.score_only, &tests.difference})
    statistics->q_fdr = stats::fdr_q(statistics->p);
  return tests;
}

/// Rows that are drawn together: those of one site.
std::vector<std::vector<int>> rows_of_sites(const stats::GroupPlan& plan)
{
  const auto sites = stats::site_labels(plan.participants.cohort, plan.design.rows);
  std::vector<std::string> labels = sites.empty() ? std::vector<std::string>(plan.design.rows.size()) : sites;
  std::map<std::string, std::vector<int>> rows;
  for (std::size_t row = 0; row < labels.size(); ++row) rows[labels[row]].push_back(static_cast<int>(row));
  std::vector<std::vector<int>> result;
  for (auto& [name, of_site] : rows) result.push_back(std::move(of_site));
  return result;
}

clinical::IndirectEffect indirect_effect(const clinical::SymptomPlan& plan, const Eigen::MatrixXd& values)
{
  const auto& design = plan.unadjusted.design;
  const auto& kept = design.basis.kept;
  return {design.matrix(Eigen::all, kept), plan.unadjusted.contrasts.front().rows(0, kept).transpose(),
          plan.adjusted.design.find_variable(plan.score)->values, values};
}

/// Samples of every rank, in order, on the master.
Eigen::MatrixXd bootstrap_together(const Options& options, const clinical::SymptomPlan& plan,
                                   const clinical::IndirectEffect& effect, Eigen::Index n_outcomes,
                                   const parallel::Communicator& world)
{
  const int n_samples = options.clinical.symptoms.bootstrap;
  const auto blocks = rows_of_sites(plan.adjusted);
  const int first = static_cast<int>(static_cast<long long>(n_samples) * world.rank() / world.size());
  const int last = static_cast<int>(static_cast<long long>(n_samples) * (world.rank() + 1) / world.size());
  Eigen::MatrixXd mine(last - first, n_outcomes);
  parallel::agree(world, [&] {
    for (int at = first; at < last; at += samples_per_piece) {
      const int n = std::min(samples_per_piece, last - at);
      mine.middleRows(at - first, n) = clinical::bootstrapped_products(effect, blocks, options.seed, at, n);
    }
  });
  return world.gather_rows_together(mine);
}

void add_indirect_together(const Options& options, const clinical::SymptomPlan& plan, SymptomResult& result,
                           const parallel::Communicator& world)
{
  const auto effect = indirect_effect(plan, result.markers.values);
  const Eigen::MatrixXd samples = bootstrap_together(options, plan, effect, result.markers.values.cols(), world);
  if (!world.is_master()) return;
  result.path_a = effect.path_a();
  result.path_b = effect.path_b();
  result.indirect = effect.products();
  for (Eigen::Index s = 0; s < samples.cols(); ++s)
    result.indirect_interval.push_back(clinical::percentile_interval(samples.col(s)));
}

void add_corrections_together(const SymptomAnalysis& analysis, SymptomResult& result,
                              const parallel::Communicator& world)
{
  const auto families = clinical::marker_families(result.markers.summaries);
  const auto& values = result.markers.values;
  const auto adjusted = permute_outcomes_together(analysis.adjusted, 3, values, families, world);
  const auto unadjusted = permute_outcomes_together(analysis.unadjusted, 1, values, families, world);
  if (!world.is_master()) return;
  result.tests.unadjusted.p_fwe = unadjusted.front().p_fwe();
  result.tests.adjusted.p_fwe = adjusted[clinical::effect_contrast].p_fwe();
  result.tests.score.p_fwe = adjusted[clinical::score_contrast].p_fwe();
  result.tests.difference.p_fwe = adjusted[clinical::difference_contrast].p_fwe();
  result.p_fwe_conjunction = result.tests.adjusted.p_fwe.cwiseMax(result.tests.score.p_fwe);
  result.n_relabellings = analysis.adjusted.front().relabellings.size();
}

}  // namespace

Eigen::VectorXd OverlapTests::p_conjunction() const
{
  return adjusted.p.cwiseMax(score.p);
}

stats::GroupOptions comparison_of(const GroupOptions& options)
{
  stats::GroupOptions group{.model = options.model, .contrasts = options.contrasts, .edges = options.edges};
  if (!options.session.empty()) group.session = options.session;
  return group;
}

SymptomAnalysis plan_overlap(const Options& options, const GroupData& data, const std::string& score)
{
  SymptomAnalysis analysis{.plan = clinical::plan_symptom(data.cohort, comparison_of(options.group), score)};
  analysis.unadjusted = plan_relabellings(options.group, options.seed, analysis.plan.unadjusted);
  analysis.adjusted = plan_relabellings(options.group, options.seed, analysis.plan.adjusted);
  return analysis;
}

SymptomResult overlap_together(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                               const parallel::Communicator& world)
{
  SymptomResult result;
  const auto& plan = analysis.plan;
  result.markers = markers_together(data, plan.adjusted, world);
  parallel::on_master(world, [&] {
    result.tests = of_markers(plan, result.markers.values);
    result.variance = clinical::variance_partition({plan.covariates.design.basis.q, plan.unadjusted.design.basis.q,
                                                    plan.score_only.design.basis.q, plan.adjusted.design.basis.q},
                                                   result.markers.values);
  });
  result.edges = of_edges_together(plan, stats::outcomes_of(plan.adjusted, data.read_edges), world);
  add_corrections_together(analysis, result, world);
  add_indirect_together(options, plan, result, world);
  return result;
}

}  // namespace dmn::jobs
