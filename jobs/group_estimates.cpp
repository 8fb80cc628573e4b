#include "group_estimates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "edge_tiles.hpp"
#include "stats/absence.hpp"
#include "stats/row_labels.hpp"

namespace dmn::jobs {
namespace {

std::vector<int> numbered(const std::vector<std::string>& labels)
{
  std::map<std::string, int> number;
  for (const auto& label : labels) number.emplace(label, 0);
  int next = 0;
  for (auto& [label, value] : number) value = next++;
  std::vector<int> numbers;
  for (const auto& label : labels) numbers.push_back(number.at(label));
  return numbers;
}

/// Empty where all rows share one variance.
std::vector<int> variance_groups(const GroupOptions& options, const stats::GroupPlan& plan)
{
  const auto& cohort = plan.participants.cohort;
  std::vector<std::string> labels;
  if (!options.variance_groups.empty()) {
    labels = stats::row_labels(cohort, options.variance_groups, plan.design.rows, "group.variance_groups");
  } else if (plan.design.find_role(stats::Role::site) != nullptr) {
    labels = stats::site_labels(cohort, plan.design.rows);
  }
  auto groups = numbered(labels);
  if (std::ranges::all_of(groups, [](int group) { return group == 0; })) groups.clear();
  return groups;
}

/// Every column of the model but the intercept and those of mean FD.
Eigen::MatrixXd covariates_beside_motion(const stats::Design& design)
{
  std::vector<Eigen::Index> columns;
  for (std::size_t k = 0; k < design.columns.size(); ++k) {
    const auto& term = design.columns[k].term;
    const bool motion = std::ranges::any_of(term, [](const auto& part) { return part.name == "mean_fd"; });
    if (!term.empty() && !motion) columns.push_back(static_cast<Eigen::Index>(k));
  }
  return design.matrix(Eigen::all, columns);
}

std::optional<stats::MotionModel> motion_model(const stats::GroupPlan& plan)
{
  const auto mean_fd = mean_fd_of(plan);
  if (!mean_fd) return std::nullopt;
  try {
    return stats::MotionModel(covariates_beside_motion(plan.design), *mean_fd);
  } catch (const base::DesignError&) {
    return std::nullopt;
  }
}

NamedColumns absence_columns(const stats::TestStatistics& statistics, double bound)
{
  const auto absence = stats::absence(statistics, {.bound = bound});
  NamedColumns columns;
  columns.add("p_tost", absence.p_equivalence);
  columns.add("bf10", absence.bayes_factor);
  return columns;
}

NamedColumns motion_columns(stats::MotionModel& model, const Eigen::MatrixXd& outcomes)
{
  const auto coupling = model.couple(outcomes);
  NamedColumns columns;
  columns.add("n", coupling.n.cast<double>());
  columns.add("r", coupling.r);
  columns.add("p", coupling.p);
  return columns;
}

SiteColumns gather_sites(const SiteColumns& mine, const parallel::Communicator& world)
{
  const auto gather = [&](const NamedColumns& columns) {
    return columns.empty() ? columns : gather_together(columns, columns.names, world);
  };
  return {gather(mine.leave_one_out), gather(mine.mixed), gather(mine.meta), gather(mine.effects)};
}

}  // namespace

void ContrastEstimates::append(const ContrastEstimates& more_outcomes)
{
  statistics.append(more_outcomes.statistics);
  more.append(more_outcomes.more);
  sites.append(more_outcomes.sites);
}

void Estimates::append(const Estimates& more)
{
  for (std::size_t c = 0; c < contrasts.size(); ++c) contrasts[c].append(more.contrasts[c]);
  motion.append(more.motion);
}

std::optional<Eigen::VectorXd> mean_fd_of(const stats::GroupPlan& plan)
{
  const auto& cohort = plan.participants.cohort;
  const auto* column = cohort.participants.find("mean_fd");
  if (column == nullptr) column = cohort.qc.find("mean_fd");
  if (column == nullptr || !column->numeric) return std::nullopt;
  Eigen::VectorXd mean_fd(plan.design.n_rows());
  for (Eigen::Index row = 0; row < mean_fd.size(); ++row)
    mean_fd[row] = column->numbers[static_cast<std::size_t>(plan.design.rows[static_cast<std::size_t>(row)])];
  if (!mean_fd.allFinite()) return std::nullopt;
  return mean_fd;
}

Estimators::Estimators(const GroupOptions& options, const stats::GroupPlan& plan)
    : options_(options), plan_(plan), welch_(plan.contrasts.size()), motion_(motion_model(plan))
{
  const auto groups = variance_groups(options, plan);
  for (std::size_t c = 0; c < plan.contrasts.size(); ++c) {
    const auto& contrast = plan.contrasts[c];
    if (!groups.empty() && !contrast.is_f_test) welch_[c].emplace(plan.design, contrast, groups);
    sites_.emplace_back(plan, contrast);
  }
}

Estimates Estimators::of_block(const Eigen::MatrixXd& outcomes)
{
  auto fits = stats::fit(plan_, outcomes);
  Estimates estimates;
  for (std::size_t c = 0; c < fits.size(); ++c) {
    ContrastEstimates contrast{.statistics = std::move(fits[c])};
    if (welch_[c]) contrast.more.add("v", welch_[c]->v(outcomes));
    if (!plan_.contrasts[c].is_f_test) {
      const auto absence = absence_columns(contrast.statistics, options_.equivalence);
      for (const auto& name : absence.names) contrast.more.add(name, absence.column(name));
    }
    contrast.sites = sites_[c].of_block(outcomes);
    estimates.contrasts.push_back(std::move(contrast));
  }
  if (motion_) estimates.motion = motion_columns(*motion_, outcomes);
  return estimates;
}

std::vector<std::string> Estimators::warnings() const
{
  std::vector<std::string> warnings;
  for (std::size_t c = 0; c < sites_.size(); ++c)
    for (const auto& warning : sites_[c].warnings())
      warnings.push_back(fmt::format("{}: {}", plan_.contrasts[c].name, warning));
  return warnings;
}

std::vector<stats::TestStatistics> fit_edges_together(const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                                      const parallel::Communicator& world)
{
  const TileRange mine = tiles_of(world, stats::tiles_of(plan).count());
  std::vector<stats::TestStatistics> edges(plan.contrasts.size());
  parallel::agree(world, [&] {
    for (Eigen::Index tile = mine.first; tile < mine.first + mine.n; ++tile) {
      const auto fits = stats::fit(plan, stats::read_tile(plan, read, tile));
      for (std::size_t c = 0; c < fits.size(); ++c) edges[c].append(fits[c]);
    }
  });
  for (auto& statistics : edges)
    statistics = stats::statistics_from_rows(world.gather_rows_together(stats::to_rows(statistics)));
  return edges;
}

Estimates estimate_edges_together(Estimators& estimators, const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                  const parallel::Communicator& world)
{
  const TileRange mine = tiles_of(world, stats::tiles_of(plan).count());
  Estimates edges;
  parallel::agree(world, [&] {
    edges = estimators.of_block(Eigen::MatrixXd(plan.design.n_rows(), 0));
    for (Eigen::Index tile = mine.first; tile < mine.first + mine.n; ++tile)
      edges.append(estimators.of_block(stats::read_tile(plan, read, tile)));
  });
  for (auto& contrast : edges.contrasts) {
    contrast.statistics = stats::statistics_from_rows(world.gather_rows_together(stats::to_rows(contrast.statistics)));
    if (!contrast.more.empty()) contrast.more = gather_together(contrast.more, contrast.more.names, world);
    contrast.sites = gather_sites(contrast.sites, world);
  }
  if (!edges.motion.empty()) edges.motion = gather_together(edges.motion, edges.motion.names, world);
  return edges;
}

}  // namespace dmn::jobs
