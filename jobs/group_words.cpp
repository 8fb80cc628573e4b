#include "group_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/log.hpp"
#include "contrast_summary.hpp"
#include "methods_text.hpp"

namespace dmn::jobs {
namespace {

constexpr std::size_t n_edges_shown = 5;

std::string effect_text(const stats::TestStatistics& s, Eigen::Index at)
{
  if (std::isnan(s.p(at))) return "not tested: " + stats::words(s.status[static_cast<std::size_t>(at)]);
  if (std::isnan(s.t(at))) return fmt::format("F({}, {}) = {:.3f}, p = {:.4g}", s.df1(at), s.df(at), s.f(at), s.p(at));
  return fmt::format("effect {:+.4f}, g {:+.3f} [{:+.3f}, {:+.3f}], t({}) = {:.3f}, p = {:.4g}", s.beta(at), s.g(at),
                     s.g_low(at), s.g_high(at), s.df(at), s.t(at), s.p(at));
}

std::string corrected(const stats::TestStatistics& s, Eigen::Index at)
{
  return std::isnan(s.p_fwe(at)) ? "" : fmt::format(", p_fwe = {:.4g}", s.p_fwe(at));
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

void say_markers(const stats::GroupResult& result, const stats::ContrastResult& contrast)
{
  for (Eigen::Index at = 0; at < contrast.markers.size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    if (connectivity::is_fixed_marker(summary) || summary.name.starts_with("within_"))
      base::info("  {}{}: {}{}", summary.name,
                 connectivity::is_fixed_marker(summary) ? " (" + connectivity::tag_of(summary) + ")" : "",
                 effect_text(contrast.markers, at), corrected(contrast.markers, at));
  }
}

void say_edges(const GroupData& data, const stats::GroupResult& result, const stats::ContrastResult& contrast)
{
  const auto shown = strongest(contrast.edges);
  base::info("  {} of {} tested edges have q_fdr <= 0.05{}", contrast.n_found, contrast.edges.n_tested(),
             shown.empty() ? "" : "; strongest:");
  for (const auto at : shown) {
    const auto& edge = data.cohort.edges[result.plan.edges[static_cast<std::size_t>(at)]];
    const auto& rois = data.cohort.rois;
    base::info("    {} - {}: {}, q = {:.4g}{}", rois[static_cast<std::size_t>(edge.i)].label,
               rois[static_cast<std::size_t>(edge.j)].label, effect_text(contrast.edges, at), contrast.edges.q_fdr(at),
               corrected(contrast.edges, at));
  }
}

/// A null result says what it could not have seen (METHODS.md section 4).
void say_what_was_out_of_reach(const stats::ContrastResult& contrast)
{
  const double detectable = minimum_detectable_g(contrast);
  if (contrast.n_found > 0 || std::isnan(detectable)) return;
  base::info("  no evidence of a difference at q = 0.05; a single test sees |g| >= {:.2f} with 80 % power", detectable);
}

void say_networks(const stats::ContrastResult& contrast, const ContrastDetails& details)
{
  if (!details.permuted.names.empty() && !contrast.edges.p_fwe.array().isNaN().all())
    base::info("  p_fwe <= 0.05: {}", counted((contrast.edges.p_fwe.array() <= 0.05).count(), "edge"));
  for (const auto& map : details.components) {
    if (map.components.empty()) {
      base::info("  NBS {}, t >= {}: no component", map.sign, map.tau);
      continue;
    }
    base::info("  NBS {}, t >= {}: {}, largest {}, one-sided p = {:.4g} (extent), {:.4g} (intensity)", map.sign,
               map.tau, counted(std::ssize(map.components), "component"),
               counted(std::ssize(map.components.front().edges), "edge"), map.p.front().extent,
               map.p.front().intensity);
  }
}

}  // namespace

void say_who(const GroupData& data, const stats::GroupPlan& plan)
{
  for (const auto& warning : data.warnings) base::log_warning(warning);
  for (const auto& warning : plan.warnings) base::log_warning(warning);
  for (const auto& left_out : plan.left_out)
    base::warn("{}: left out: {}", base::display(left_out.id), left_out.reason);
  base::info("{}: {} participants, {} edges", data.source, plan.design.n_rows(), plan.edges.size());
  for (const auto& count : plan.counts) {
    base::info("  {} at {}: {}", count.group.empty() ? "no group" : count.group,
               count.site.empty() ? "no site" : count.site, count.n);
  }
}

void say_plan(const GroupOptions& options, const stats::GroupPlan& plan, const std::vector<PermutationFamily>& families)
{
  for (const auto& contrast : plan.contrasts) base::info("contrast {} ({})", contrast.name, contrast.expression);
  for (const auto& family : families) base::info("{} relabellings", family.relabellings.size());
  base::info("model {}, rank {}, {} residual degrees of freedom", options.model, plan.design.basis.rank(),
             plan.design.residual_df());
}

void say_found(const GroupData& data, const stats::GroupResult& result, const stats::ContrastResult& contrast,
               const ContrastDetails& details)
{
  for (const auto& warning : contrast.warnings) base::log_warning(warning);
  base::info("contrast {} ({}):", contrast.contrast.name, contrast.contrast.expression);
  say_markers(result, contrast);
  say_edges(data, result, contrast);
  say_what_was_out_of_reach(contrast);
  say_networks(contrast, details);
}

}  // namespace dmn::jobs
