#include <limits>

#include "base/error.hpp"
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

}  // namespace

OwnEffect::OwnEffect(const PoolingPlan& plan, const std::string& site, const PlannedRows& rows, Eigen::Index n_outcomes)
    : design_(design_of(plan, rows)), effect_(blank_effect(site, n_outcomes))
{
  try {
    contrast_.push_back(stats::resolve_contrast(plan.contrast, design_));
    const auto status = stats::LinearModel(design_, contrast_).on_all_rows().contrasts.front().status;
    if (status != stats::Status::tested) left_out_ = stats::words(status);
  } catch (const base::DesignError& problem) {
    left_out_ = problem.problem();
  }
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
