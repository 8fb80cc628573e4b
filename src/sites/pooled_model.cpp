#include "sites/pooled_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sites/pooled_design.hpp"
#include "stats/distributions.hpp"
#include "stats/fdr.hpp"
#include "stats/glm.hpp"

namespace dmn::sites {
namespace {

constexpr double zero_residual = 1e-12;  ///< of the total sum of squares: what rounding leaves of a perfect fit

std::vector<SiteSums> sorted_by_name(std::vector<SiteSums> sites)
{
  std::ranges::sort(sites, {}, &SiteSums::site);
  const auto twice = std::ranges::adjacent_find(sites, {}, &SiteSums::site);
  if (twice != sites.end())
    throw base::DesignError(fmt::format("site \"{}\" comes twice: its participants would count twice", twice->site));
  return sites;
}

void require_of_plan(const PoolingPlan& plan, const std::vector<SiteSums>& sites)
{
  if (sites.empty()) throw base::ShapeError("no site to pool");
  std::vector<std::string> columns;
  for (const auto& column : plan_columns(plan)) columns.push_back(column.name);
  for (const auto& site : sites) {
    if (site.columns != columns) {
      throw base::ShapeError(
          "sums are not of the plan's columns",
          {.field = site.site, .expected = base::join(columns, ", "), .found = base::join(site.columns, ", ")});
    }
    if (site.n_outcomes() != sites.front().n_outcomes()) {
      throw base::ShapeError("sites have different numbers of outcomes",
                             {.field = site.site,
                              .expected = std::to_string(sites.front().n_outcomes()),
                              .found = std::to_string(site.n_outcomes())});
    }
  }
}

/// The mean over all participants, where every site has it.
Eigen::VectorXd grand_mean(const std::vector<SiteSums>& sites)
{
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(sites.front().n_outcomes());
  double n = 0;
  for (const auto& site : sites) {
    sum += site.n * site.shift + site.xty.row(0).transpose();
    n += site.n;
  }
  return sum / n;
}

std::vector<SiteSums> about_grand_mean(const std::vector<SiteSums>& sites)
{
  const Eigen::VectorXd mean = grand_mean(sites);
  std::vector<SiteSums> moved;
  for (const auto& site : sites) moved.push_back(about(site, mean));
  return moved;
}

/// Numbers that every outcome shares.
struct PooledTest {
  stats::Status status = stats::Status::tested;
  Eigen::VectorXd weights;  ///< contrast in the coordinates of the basis
  double df = 0;
};

PooledTest prepared(const stats::Contrast& contrast, const PoolingPlan& plan, const PooledDesign& design)
{
  PooledTest test{.weights = stats::weights_on_basis(design.basis, contrast.rows.row(0).transpose()),
                  .df = static_cast<double>(design.n - design.basis.rank())};
  const auto counts = compared_counts(contrast, plan, design.xtx, design.columns);
  if (std::ranges::any_of(counts, [](int n) { return n < stats::min_rows_per_group; })) {
    test.status = stats::Status::too_few_in_group;
  } else if (test.df < stats::min_residual_df) {
    test.status = stats::Status::too_few_df;
  }
  return test;
}

void set_outcome(const PooledTest& test, const Eigen::VectorXd& coordinates, double total_ss, Eigen::Index e,
                 stats::TestStatistics& result)
{
  auto& status = result.status[static_cast<std::size_t>(e)];
  status = test.status;
  if (status != stats::Status::tested) return;
  const double residual_ss = total_ss - coordinates.squaredNorm();
  if (!(residual_ss > zero_residual * total_ss)) {
    status = stats::Status::no_residual_variance;
    return;
  }
  result.df[e] = test.df;
  result.variance_factor[e] = test.weights.squaredNorm();
  result.sigma[e] = std::sqrt(residual_ss / test.df);
  result.beta[e] = test.weights.dot(coordinates);
  result.se[e] = result.sigma[e] * std::sqrt(result.variance_factor[e]);
  result.t[e] = result.beta[e] / result.se[e];
  result.p[e] = stats::p_two_sided(result.t[e], test.df);
}

std::vector<std::string> single_group_sites(const PoolingPlan& plan, const stats::Contrast& contrast,
                                            const std::vector<SiteSums>& sites)
{
  std::vector<std::string> sentences;
  if (!plan.has_site || contrast.groups.size() != 2) return sentences;
  for (const auto& site : sites) {
    const auto counts = compared_counts(contrast, plan, site.xtx, site.columns);
    if (counts.size() != 2 || (counts[0] == 0) == (counts[1] == 0)) continue;
    const std::size_t side = counts[0] > 0 ? 0 : 1;
    sentences.push_back(
        fmt::format("site \"{}\" has {} participants only ({}): it contributes nothing to {} within sites", site.site,
                    contrast.groups[side], counts[side], contrast.expression));
  }
  return sentences;
}

/// Which outcomes every site has in all its participants.
std::vector<bool> complete_everywhere(const std::vector<SiteSums>& sites)
{
  std::vector<bool> complete(static_cast<std::size_t>(sites.front().n_outcomes()), true);
  for (std::size_t e = 0; e < complete.size(); ++e) {
    for (const auto& site : sites) complete[e] = complete[e] && site.is_complete(static_cast<Eigen::Index>(e));
  }
  return complete;
}

void fit(const PooledTest& test, const PooledDesign& design, const std::vector<SiteSums>& sites,
         PooledStatistics& result)
{
  const auto moved = about_grand_mean(sites);
  const Eigen::MatrixXd xty = pooled_products(design, moved);
  const auto triangle = design.basis.r.transpose().triangularView<Eigen::Lower>();
  const auto complete = complete_everywhere(sites);
  for (Eigen::Index e = 0; e < xty.cols(); ++e) {
    double total_ss = 0;
    for (const auto& site : moved) total_ss += site.yty[e];
    for (const auto& site : sites) result.statistics.n[e] += site.n_complete[e];
    auto& words = result.status[static_cast<std::size_t>(e)];
    if (!complete[static_cast<std::size_t>(e)]) {
      result.statistics.status[static_cast<std::size_t>(e)] = stats::Status::not_estimable;
      words = not_complete_everywhere;
      continue;
    }
    const Eigen::VectorXd products = xty.col(e);
    const Eigen::VectorXd kept = products(design.basis.kept);
    set_outcome(test, triangle.solve(kept), total_ss, e, result.statistics);
    words = stats::words(result.statistics.status[static_cast<std::size_t>(e)]);
  }
}

}  // namespace

PooledStatistics pooled_glm(const PoolingPlan& plan, const std::vector<SiteSums>& given)
{
  require_of_plan(plan, given);
  const auto sites = sorted_by_name(given);
  const PooledDesign design = pooled_design(plan, sites);
  const stats::Contrast contrast = pooled_contrast(plan, design);

  PooledStatistics result{.sites = design.sites,
                          .columns = design.columns,
                          .dropped = {},
                          .statistics = stats::TestStatistics(sites.front().n_outcomes()),
                          .status = std::vector<std::string>(static_cast<std::size_t>(sites.front().n_outcomes())),
                          .warnings = single_group_sites(plan, contrast, sites)};
  for (const Eigen::Index column : design.basis.dependent) {
    result.dropped.push_back(design.columns[static_cast<std::size_t>(column)]);
    result.warnings.push_back(
        fmt::format("column \"{}\" adds nothing to the others: dropped from the pooled model", result.dropped.back()));
  }
  fit(prepared(contrast, plan, design), design, sites, result);
  stats::add_effect_sizes(result.statistics);
  result.statistics.q_fdr = stats::fdr_q(result.statistics.p);
  return result;
}

}  // namespace dmn::sites
