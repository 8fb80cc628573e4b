#include <fmt/format.h>

#include <algorithm>

#include "sites/pooled_design.hpp"
#include "sites/site_summary.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

stats::Design design_of(const PoolingPlan& plan, const PlannedRows& rows)
{
  stats::Design design{.formula = plan.formula, .variables = rows.variables, .columns = rows.columns};
  design.matrix = rows.matrix;
  design.basis = stats::column_basis(design.matrix);
  return design;
}

std::vector<std::string> names_of(const std::vector<stats::DesignColumn>& columns)
{
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

/// The plan's contrast with the sides of it that the site's participants are on.
stats::Contrast contrast_on(const PoolingPlan& plan, const stats::Design& design)
{
  stats::Contrast contrast = named_contrast(plan, names_of(design.columns));
  const stats::ModelVariable* factor = design.find_variable(contrast.factor);
  if (factor == nullptr) return contrast;
  for (const int level : factor->level) {
    const auto& label = factor->levels[static_cast<std::size_t>(level)];
    const auto side = std::ranges::find(contrast.groups, label) - contrast.groups.begin();
    contrast.group_of_row.push_back(side < std::ssize(contrast.groups) ? static_cast<int>(side) : -1);
  }
  return contrast;
}

std::string why_not(const stats::Contrast& contrast, stats::Status status)
{
  for (std::size_t side = 0; side < contrast.groups.size(); ++side) {
    if (std::ranges::find(contrast.group_of_row, static_cast<int>(side)) == contrast.group_of_row.end())
      return fmt::format("no participant of the site is \"{}\"", contrast.groups[side]);
  }
  return status == stats::Status::tested ? std::string() : stats::words(status);
}

}  // namespace

OwnEffect::OwnEffect(const PoolingPlan& plan, const std::string& site, const PlannedRows& rows, Eigen::Index n_outcomes)
    : design_(design_of(plan, rows)), effect_(blank_effect(site, n_outcomes))
{
  contrast_.push_back(contrast_on(plan, design_));
  const auto status = stats::LinearModel(design_, contrast_).on_all_rows().contrasts.front().status;
  left_out_ = why_not(contrast_.front(), status);
}

void OwnEffect::add_block(const Eigen::MatrixXd& outcomes, Eigen::Index first)
{
  if (!left_out_.empty()) return;
  std::vector<stats::TestStatistics> statistics{stats::TestStatistics(outcomes.cols())};
  stats::LinearModel(design_, contrast_).fit(outcomes, 0, statistics);
  SiteEffect block = blank_effect(effect_.site, outcomes.cols());
  set_effects(block, statistics.front());
  effect_.g.segment(first, outcomes.cols()) = block.g;
  effect_.variance.segment(first, outcomes.cols()) = block.variance;
  effect_.n.segment(first, outcomes.cols()) = block.n;
}

}  // namespace dmn::sites
