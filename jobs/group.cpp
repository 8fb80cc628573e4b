#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "group_data.hpp"
#include "group_files.hpp"
#include "jobs.hpp"

namespace dmn::jobs {
namespace {

constexpr std::size_t n_edges_shown = 5;
constexpr double alpha = 0.05;

stats::GroupOptions statistics_options(const GroupOptions& options)
{
  stats::GroupOptions group{
      .model = options.model, .contrasts = options.contrasts, .edges = options.edges, .alpha = alpha};
  if (!options.session.empty()) group.session = options.session;
  return group;
}

void say_who(const GroupData& data, const stats::GroupResult& result)
{
  for (const auto& warning : result.warnings) base::log_warning(warning);
  for (const auto& left_out : result.plan.left_out)
    base::warn("{}: left out: {}", base::display(left_out.id), left_out.reason);
  for (const auto& label : result.markers.dropped_rois)
    base::warn("{}: invalid in more than 10 % of the runs; in no network mean or marker", label);
  base::info("{}: {} participants, {} edges", data.source, result.plan.design.n_rows(), result.plan.edges.size());
  for (const auto& count : result.plan.counts) {
    base::info("  {} at {}: {}", count.group.empty() ? "no group" : count.group,
               count.site.empty() ? "no site" : count.site, count.n);
  }
}

std::string effect_text(const stats::TestStatistics& s, Eigen::Index at)
{
  if (std::isnan(s.p(at))) return "not tested: " + stats::words(s.status[static_cast<std::size_t>(at)]);
  if (std::isnan(s.t(at))) return fmt::format("F({}, {}) = {:.3f}, p = {:.4g}", s.df1(at), s.df(at), s.f(at), s.p(at));
  return fmt::format("effect {:+.4f}, g {:+.3f} [{:+.3f}, {:+.3f}], t({}) = {:.3f}, p = {:.4g}", s.beta(at), s.g(at),
                     s.g_low(at), s.g_high(at), s.df(at), s.t(at), s.p(at));
}

/// Positions of the tested edges, smallest p first.
std::vector<Eigen::Index> strongest(const stats::TestStatistics& statistics)
{
  std::vector<Eigen::Index> order;
  for (Eigen::Index at = 0; at < statistics.size(); ++at) {
    if (!std::isnan(statistics.p(at))) order.push_back(at);
  }
  std::ranges::stable_sort(order, {}, [&](Eigen::Index at) { return statistics.p(at); });
  order.resize(std::min(order.size(), n_edges_shown));
  return order;
}

void say_found(const GroupData& data, const stats::GroupResult& result, const stats::ContrastResult& contrast)
{
  for (const auto& warning : contrast.warnings) base::log_warning(warning);
  base::info("contrast {} ({}):", contrast.contrast.name, contrast.contrast.expression);
  for (Eigen::Index at = 0; at < contrast.markers.size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    const bool confirmatory = summary.name.size() == 2 && summary.name.front() == 'M';
    if (confirmatory || summary.name.starts_with("within_"))
      base::info("  {}: {}", summary.name, effect_text(contrast.markers, at));
  }
  const auto shown = strongest(contrast.edges);
  base::info("  {} of {} tested edges have q_fdr <= {}{}", contrast.n_found, contrast.edges.n_tested(), alpha,
             shown.empty() ? "" : "; strongest:");
  for (const auto at : shown) {
    const auto& edge = data.cohort.edges[result.plan.edges[static_cast<std::size_t>(at)]];
    const auto& rois = data.cohort.rois;
    base::info("    {} - {}: {}, q = {:.4g}", rois[static_cast<std::size_t>(edge.i)].label,
               rois[static_cast<std::size_t>(edge.j)].label, effect_text(contrast.edges, at), contrast.edges.q_fdr(at));
  }
}

}  // namespace

ExitStatus group_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  parallel::on_master(world, [&] {
    const auto data = load_group_data(options);
    const auto result = stats::compare(data.cohort, data.read_edges, statistics_options(options.group));
    say_who(data, result);
    for (const auto& contrast : result.contrasts) say_found(data, result, contrast);
    if (options.dry_run) return;
    write_group_files(options, data, result);
    for (const auto& contrast : result.contrasts)
      base::info("{}", (options.out / "group" / contrast.contrast.name / "edges.tsv").string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
