#include "treatment_response.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "clinical_outcomes.hpp"
#include "inference/permutation_model.hpp"
#include "stats/glm.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

using clinical::MarkerModel;
using clinical::TreatmentPlan;

bool is_whole(const TreatmentPlan& plan, const MarkerModel& model)
{
  return static_cast<Eigen::Index>(model.rows.size()) == plan.post.size();
}

std::vector<std::string> exchange_labels(const GroupOptions& options, const stats::GroupPlan& plan)
{
  const auto& cohort = plan.participants.cohort;
  if (options.exchange_within.empty()) return stats::site_labels(cohort, plan.design.rows);
  return stats::row_labels(cohort, options.exchange_within, plan.design.rows, "group.exchange_within");
}

/// One set of relabellings for the models of all markers: every row is a kind of its own.
inference::Exchangeability exchange_everybody(const GroupOptions& options, const MarkerModel& model,
                                              const stats::Contrast& contrast)
{
  auto exchange = inference::exchangeability(model.plan.design, contrast, exchange_labels(options, model.plan));
  std::iota(exchange.kind.begin(), exchange.kind.end(), 0);
  return exchange;
}

/// The contrasts that are permuted: prognosis and, with two arms, interaction.
std::vector<stats::Contrast> permuted_contrasts(const TreatmentPlan& plan, const MarkerModel& model)
{
  std::vector<stats::Contrast> contrasts{model.plan.contrasts[clinical::prognosis]};
  if (plan.two_arms()) contrasts.push_back(model.plan.contrasts[clinical::interaction]);
  return contrasts;
}

void fit_markers(const TreatmentPlan& plan, TreatmentResult& result)
{
  const Eigen::Index n_markers = result.markers.values.cols();
  result.tests.assign(plan.two_arms() ? 6 : 1, stats::TestStatistics(n_markers));
  for (Eigen::Index m = 0; m < n_markers; ++m) {
    result.models.emplace_back();
    result.status.emplace_back("tested");
    try {
      result.models.back() = clinical::marker_model(plan, result.markers.values.col(m));
    } catch (const base::DesignError& problem) {
      result.status.back() = problem.problem();
      continue;
    }
    const MarkerModel& model = *result.models.back();
    stats::LinearModel(model.plan.design, model.plan.contrasts)
        .fit(Eigen::MatrixXd(plan.post(model.rows)), m, result.tests);
    auto& status = result.tests.front().status[static_cast<std::size_t>(m)];
    if (status == stats::Status::tested && !is_whole(plan, model)) status = stats::Status::tested_incomplete;
    result.status.back() = stats::words(status);
  }
  for (auto& tests : result.tests) stats::add_effect_sizes(tests);
}

struct Permuted {
  std::vector<clinical::FamilyTallies> contrasts;
  int n_relabellings = 0;
};

/// The relabellings of this rank's markers.
Permuted permute_own(const Options& options, const TreatmentPlan& plan, const TreatmentResult& result, int rank,
                     int size)
{
  Permuted permuted;
  const auto families = clinical::marker_families(result.markers.summaries);
  const auto first = std::ranges::find_if(
      result.models, [&](const auto& model) { return model.has_value() && is_whole(plan, *model); });
  if (first == result.models.end()) return permuted;
  const auto exchange = exchange_everybody(options.group, **first, permuted_contrasts(plan, **first).back());
  const inference::Relabellings relabellings(exchange, options.group.permutations, options.seed);
  permuted.n_relabellings = relabellings.size();
  std::vector<Eigen::VectorXd> observed{result.tests[clinical::prognosis].t};
  if (plan.two_arms()) observed.push_back(result.tests[clinical::interaction].t);
  for (auto& t : observed) {
    for (Eigen::Index m = 0; m < t.size(); ++m) {
      const auto& model = result.models[static_cast<std::size_t>(m)];
      if (!model || !is_whole(plan, *model)) t[m] = std::nan("");
    }
    permuted.contrasts.emplace_back(families, t, relabellings.size(), inference::Tail::both);
  }
  inference::PermutedStatistics statistics;
  for (auto m = static_cast<std::size_t>(rank); m < result.models.size(); m += static_cast<std::size_t>(size)) {
    if (!result.models[m] || !is_whole(plan, *result.models[m])) continue;
    const inference::PermutationModel model(result.models[m]->plan.design, permuted_contrasts(plan, *result.models[m]),
                                            exchange);
    const auto tile = model.tile(Eigen::MatrixXd(plan.post));
    const int width = model.relabellings_per_block();
    for (int at = 0; at < relabellings.size(); at += width) {
      const auto basis = model.permuted_basis(relabellings, at, std::min(width, relabellings.size() - at));
      model.statistics(tile, basis, statistics);
      for (std::size_t c = 0; c < permuted.contrasts.size(); ++c)
        permuted.contrasts[c].add(statistics.contrasts[c], static_cast<Eigen::Index>(m), at);
    }
  }
  return permuted;
}

/// Baseline and covariates as numbers, without intercept, arm, outcome and site.
Eigen::MatrixXd covariates_of(const TreatmentPlan& plan)
{
  const auto& design = plan.people.design;
  std::vector<Eigen::Index> chosen;
  for (const auto k : design.basis.kept) {
    const auto& column = design.columns[static_cast<std::size_t>(k)];
    const bool other = std::ranges::any_of(column.term, [&](const auto& powered) {
      return powered.name == plan.columns.arm || powered.name == plan.columns.post ||
             design.find_variable(powered.name)->role == stats::Role::site;
    });
    if (!column.term.empty() && !other) chosen.push_back(k);
  }
  return design.matrix(Eigen::all, chosen);
}

std::vector<int> numbered(const std::vector<std::string>& labels)
{
  std::vector<std::string> sorted = labels;
  std::ranges::sort(sorted);
  sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
  std::vector<int> numbers;
  for (const auto& label : labels)
    numbers.push_back(static_cast<int>(std::ranges::lower_bound(sorted, label) - sorted.begin()));
  return numbers;
}

void add_benefit(const TreatmentPlan& plan, TreatmentResult& result)
{
  if (!plan.two_arms() || !plan.columns.randomised) {
    result.no_benefit = "individual benefit is asked of a randomised comparison of two arms only";
    return;
  }
  const auto chosen = markers_of_everybody(result.markers);
  const auto sites = stats::site_labels(plan.people.participants.cohort, plan.people.design.rows);
  if (chosen.empty() || sites.empty()) {
    result.no_benefit = chosen.empty() ? "no marker that everybody has" : "no participant has a site";
    return;
  }
  try {
    result.benefit = clinical::held_out_benefit({.outcome = plan.post,
                                                 .arm = plan.arm,
                                                 .covariates = covariates_of(plan),
                                                 .markers = result.markers.values(Eigen::all, chosen),
                                                 .site = numbered(sites)});
  } catch (const base::DesignError& problem) {
    result.no_benefit = problem.problem();
  }
  for (const auto m : chosen)
    result.benefit_markers.push_back(result.markers.summaries[static_cast<std::size_t>(m)].name);
}

}  // namespace

TreatmentResult response_together(const Options& options, const GroupData& data, const clinical::TreatmentPlan& plan,
                                  const parallel::Communicator& world)
{
  TreatmentResult result;
  result.markers = markers_together(data, plan.people, world);
  Permuted permuted;
  parallel::agree(world, [&] {
    fit_markers(plan, result);
    permuted = permute_own(options, plan, result, world.rank(), world.size());
  });
  merge_together(permuted.contrasts, world);
  parallel::on_master(world, [&] { add_benefit(plan, result); });
  result.n_relabellings = permuted.n_relabellings;
  if (!world.is_master() || permuted.contrasts.empty()) return result;
  result.tests[clinical::prognosis].p_fwe = permuted.contrasts.front().p_fwe();
  if (plan.two_arms()) result.tests[clinical::interaction].p_fwe = permuted.contrasts.back().p_fwe();
  return result;
}

}  // namespace dmn::jobs
