#include "change_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clinical_outcomes.hpp"
#include "group_estimates.hpp"
#include "inference/permutation_model.hpp"
#include "markers/reliability.hpp"
#include "stats/fdr.hpp"
#include "stats/row_labels.hpp"
#include "symptom_overlap.hpp"

namespace dmn::jobs {
namespace {

using clinical::ChangePlan;

/// The plan with one of its contrasts alone.
stats::GroupPlan with_contrast(const stats::GroupPlan& plan, std::size_t contrast)
{
  stats::GroupPlan one = plan;
  one.contrasts = {plan.contrasts[contrast]};
  return one;
}

std::vector<std::string> exchange_labels(const GroupOptions& options, const stats::GroupPlan& plan)
{
  const auto& cohort = plan.participants.cohort;
  if (options.exchange_within.empty()) return stats::site_labels(cohort, plan.design.rows);
  return stats::row_labels(cohort, options.exchange_within, plan.design.rows, "group.exchange_within");
}

std::vector<int> at_rows(const std::vector<int>& values, const std::vector<Eigen::Index>& rows)
{
  std::vector<int> chosen;
  for (const auto row : rows) chosen.push_back(values[static_cast<std::size_t>(row)]);
  return chosen;
}

clinical::WholePersons whole_persons(const Options& options, const ChangePlan& plan)
{
  const auto& course = *plan.course;
  return {at_rows(plan.person_of_scan, course.design.rows), at_rows(plan.session_of_scan, course.design.rows),
          exchange_labels(options.group, course), course.contrasts.front().group_of_row, options.seed};
}

/// Last less first session of the model's persons.
Eigen::MatrixXd differences(const ChangePlan& plan, const Eigen::MatrixXd& scans)
{
  const auto pairs = clinical::scans_of_change(plan);
  Eigen::MatrixXd change(static_cast<Eigen::Index>(pairs.size()), scans.cols());
  for (std::size_t row = 0; row < pairs.size(); ++row)
    change.row(static_cast<Eigen::Index>(row)) = scans.row(pairs[row].last) - scans.row(pairs[row].first);
  return change;
}

void add_course_together(const Options& options, const ChangeAnalysis& analysis, ChangeResult& result,
                         const parallel::Communicator& world)
{
  const auto& course = *analysis.plan.course;
  const Eigen::MatrixXd outcomes = result.markers.values(course.design.rows, Eigen::all);
  std::vector<clinical::FamilyTallies> tallies;
  parallel::agree(world, [&] {
    if (world.is_master())
      result.course = clinical::RandomInterceptModel(course.design, course.contrasts,
                                                     at_rows(analysis.plan.person_of_scan, course.design.rows))
                          .fit(outcomes);
    const auto& persons = *analysis.of_course;
    const inference::PermutationModel model(course.design, {course.contrasts.front()}, persons.rows());
    const auto tile = model.tile(outcomes);
    tallies.emplace_back(clinical::marker_families(result.markers.summaries), model.observed(tile).front(),
                         options.group.permutations, inference::Tail::both);
    clinical::add_relabellings(
        model, [&](int first, int n) { return persons.basis(model, first, n); }, options.group.permutations, tile,
        {world.rank(), world.size()}, tallies);
  });
  merge_together(tallies, world);
  if (world.is_master()) result.course_p_fwe = tallies.front().p_fwe();
}

/// Positions of the persons of the model who are of a group.
std::vector<Eigen::Index> persons_of_group(const stats::Contrast& effect, int group)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < effect.group_of_row.size(); ++row) {
    if (effect.group_of_row[row] == group) rows.push_back(static_cast<Eigen::Index>(row));
  }
  return rows;
}

/// The second group of the contrast (`patient - control`) is the reference of reliability.
OwnChange own_change(const Options& options, const ChangePlan& plan, const Eigen::MatrixXd& scans)
{
  const auto pairs = clinical::scans_of_change(plan);
  const auto controls = persons_of_group(plan.change.contrasts.front(), 1);
  const Eigen::Index n_markers = scans.cols();
  const auto n = static_cast<Eigen::Index>(pairs.size());
  OwnChange own{Eigen::MatrixXd(n, n_markers), Eigen::MatrixXd(n, n_markers), Eigen::MatrixXd(n, n_markers),
                Eigen::VectorXd(n_markers),    Eigen::VectorXd(n_markers),    Eigen::VectorXi(n_markers)};
  for (Eigen::Index row = 0; row < n; ++row) {
    own.first.row(row) = scans.row(pairs[static_cast<std::size_t>(row)].first);
    own.last.row(row) = scans.row(pairs[static_cast<std::size_t>(row)].last);
  }
  for (Eigen::Index m = 0; m < n_markers; ++m) {
    Eigen::MatrixXd sessions(static_cast<Eigen::Index>(controls.size()), 2);
    sessions << own.first(controls, m), own.last(controls, m);
    const auto stable = markers::intraclass_correlation(sessions);
    const bool enough = stable.n >= markers::fewest_for_reliability;
    own.n_controls[m] = stable.n;
    own.icc[m] = options.clinical.change.icc.value_or(enough ? stable.agreement : std::nan(""));
    own.sd[m] = stable.sd_first;
    for (Eigen::Index row = 0; row < n; ++row)
      own.reliable(row, m) = markers::reliable_change(own.last(row, m) - own.first(row, m), own.sd[m], own.icc[m]);
  }
  return own;
}

void add_conversion_together(const ChangeAnalysis& analysis, ChangeResult& result, const parallel::Communicator& world)
{
  const auto& plan = *analysis.plan.conversion;
  const Eigen::MatrixXd outcomes = result.markers.values(clinical::first_scans_of(analysis.plan, plan), Eigen::all);
  const auto permuted = permute_outcomes_together(analysis.of_conversion, 1, outcomes,
                                                  clinical::marker_families(result.markers.summaries), world);
  if (!world.is_master()) return;
  result.conversion = stats::fit(plan, outcomes).front();
  result.conversion->p_fwe = permuted.front().p_fwe();
  result.conversion_levels = {plan.contrasts.front().groups[1], plan.contrasts.front().groups[0]};
}

}  // namespace

ChangeAnalysis plan_change_analysis(const Options& options, const GroupData& data)
{
  const auto& asked = options.clinical.change;
  ChangeAnalysis analysis{.plan = clinical::plan_change(data.cohort, comparison_of(options.group),
                                                        {.sessions = asked.sessions,
                                                         .times = asked.times,
                                                         .interval = asked.interval,
                                                         .conversion = asked.conversion})};
  const auto& plan = analysis.plan;
  analysis.of_change = plan_relabellings(options.group, options.seed, with_contrast(plan.change, clinical::of_groups));
  if (plan.course) analysis.of_course.emplace(whole_persons(options, plan));
  if (plan.conversion) analysis.of_conversion = plan_relabellings(options.group, options.seed, *plan.conversion);
  return analysis;
}

ChangeResult change_together(const Options& options, const GroupData& data, const ChangeAnalysis& analysis,
                             const parallel::Communicator& world)
{
  ChangeResult result;
  const auto& plan = analysis.plan;
  result.markers = markers_together(data, plan.scans, world);
  const Eigen::MatrixXd change = differences(plan, result.markers.values);
  parallel::on_master(world, [&] {
    result.change = stats::fit(plan.change, change);
    result.own = own_change(options, plan, result.markers.values);
  });
  result.edges = fit_edges_together(plan.change, stats::outcomes_of(plan.change, data.read_edges), world);
  for (auto& edges : result.edges) edges.q_fdr = stats::fdr_q(edges.p);
  const auto permuted = permute_outcomes_together(analysis.of_change, 1, change,
                                                  clinical::marker_families(result.markers.summaries), world);
  if (world.is_master()) result.change.front().p_fwe = permuted.front().p_fwe();
  result.n_relabellings = analysis.of_change.front().relabellings.size();
  if (plan.course) add_course_together(options, analysis, result, world);
  if (plan.conversion) add_conversion_together(analysis, result, world);
  return result;
}

}  // namespace dmn::jobs
