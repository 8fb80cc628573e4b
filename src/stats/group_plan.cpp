#include "stats/group_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "stats/edge_selection.hpp"

namespace dmn::stats {
namespace {

constexpr Eigen::Index cells_per_block = Eigen::Index{1} << 22;  ///< 32 MiB
constexpr Eigen::Index narrowest_block = 16;
constexpr Eigen::Index widest_block = 1024;

std::vector<Contrast> resolve_contrasts(const std::vector<std::string>& texts, const Design& design)
{
  if (texts.empty()) return {resolve_contrast(default_contrast(design), design)};
  std::vector<Contrast> contrasts;
  for (const auto& text : texts) {
    const ContrastText parsed = parse_contrast(text);
    if (std::ranges::find(contrasts, parsed.name, &Contrast::name) != contrasts.end()) {
      throw base::UsageError(fmt::format("two contrasts are named \"{}\"", parsed.name));
    }
    contrasts.push_back(resolve_contrast(parsed, design));
  }
  return contrasts;
}

std::vector<GroupSiteCount> count_rows(const Cohort& participants, const Design& design)
{
  std::map<std::pair<std::string, std::string>, int> count;
  for (const Eigen::Index row : design.rows) {
    const auto r = static_cast<std::size_t>(row);
    ++count[{participants.group[r], participants.site[r]}];
  }
  std::vector<GroupSiteCount> counts;
  for (const auto& [key, n] : count) counts.push_back({key.first, key.second, n});
  return counts;
}

}  // namespace

GroupPlan plan_comparison(const Cohort& cohort, const GroupOptions& options)
{
  GroupPlan plan;
  plan.participants = select_session(cohort, options.session);
  plan.edges = select_edges(options.edges, cohort.rois, cohort.edges);
  plan.design = build_design(parse_formula(options.model), plan.participants.cohort);
  plan.contrasts = resolve_contrasts(options.contrasts, plan.design);
  plan.counts = count_rows(plan.participants.cohort, plan.design);
  plan.left_out = plan.participants.left_out;
  plan.left_out.insert(plan.left_out.end(), plan.design.left_out.begin(), plan.design.left_out.end());
  plan.warnings = plan.design.warnings;
  return plan;
}

ReadOutcomes outcomes_of(const GroupPlan& plan, ReadEdges read_edges)
{
  return [&plan, read_edges = std::move(read_edges)](Eigen::Index first, Eigen::Index n) {
    return values_of_rows(read_edges(first, n), plan.participants, plan.design.rows);
  };
}

Eigen::Index edge_block_width(std::size_t n_runs)
{
  const auto rows = static_cast<Eigen::Index>(std::max<std::size_t>(n_runs, 1));
  const Eigen::Index width = cells_per_block / rows / narrowest_block * narrowest_block;
  return std::clamp(width, narrowest_block, widest_block);
}

EdgeTiles tiles_of(const GroupPlan& plan)
{
  return EdgeTiles(static_cast<Eigen::Index>(plan.edges.size()));
}

Eigen::MatrixXd read_tile(const GroupPlan& plan, const ReadOutcomes& read, Eigen::Index tile)
{
  const EdgeTiles tiles = tiles_of(plan);
  const auto begin = plan.edges.begin() + tiles.first(tile);
  const auto end = begin + tiles.width(tile);
  const Eigen::Index width = edge_block_width(static_cast<std::size_t>(plan.design.n_rows()));
  Eigen::MatrixXd outcomes(plan.design.n_rows(), end - begin);
  for (auto from = begin; from != end;) {
    const auto to = std::lower_bound(from, end, *from + width);
    const Eigen::MatrixXd block = read(*from, *(to - 1) - *from + 1);
    for (auto at = from; at != to; ++at) outcomes.col(at - begin) = block.col(*at - *from);
    from = to;
  }
  return outcomes;
}

}  // namespace dmn::stats
