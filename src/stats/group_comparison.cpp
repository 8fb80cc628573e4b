#include "stats/group_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "stats/fdr.hpp"
#include "stats/glm.hpp"
#include "stats/summary_stream.hpp"

namespace dmn::stats {
namespace {

SummaryStream stream_summaries(const Cohort& cohort, const GroupPlan& plan, const ReadOutcomes& read,
                               const std::vector<int>& dropped)
{
  const Eigen::Index width = edge_block_width(static_cast<std::size_t>(plan.design.n_rows()));
  SummaryStream summaries(cohort, plan.design.n_rows(), dropped);
  for (Eigen::Index first = 0; first < cohort.edges.size(); first += width) {
    summaries.add(read(first, std::min(width, cohort.edges.size() - first)), first);
  }
  return summaries;
}

std::string untested_in_words(const TestStatistics& statistics)
{
  std::map<Status, int> count;
  for (const Status status : statistics.status) {
    if (status != Status::tested && status != Status::tested_incomplete) ++count[status];
  }
  std::vector<std::string> parts;
  for (const auto& [status, n] : count) parts.push_back(fmt::format("{} ({})", words(status), n));
  return base::join(parts, ", ");
}

void note_findings(ContrastResult& result, const Design& design, double alpha)
{
  result.n_found = (result.edges.q_fdr.array() <= alpha).count();
  result.warnings = single_group_sites(result.contrast, design);
  const Eigen::Index untested = result.edges.size() - result.edges.n_tested();
  if (untested > 0) {
    result.warnings.push_back(fmt::format("{} of {} edges could not be tested: {}", untested, result.edges.size(),
                                          untested_in_words(result.edges)));
  }
}

}  // namespace

MarkerValues summarise(const Cohort& cohort, const GroupPlan& plan, const ReadOutcomes& read)
{
  SummaryStream summaries = stream_summaries(cohort, plan, read, {});
  const auto dropped = summaries.rois_to_drop();
  if (!dropped.empty()) summaries = stream_summaries(cohort, plan, read, dropped);
  MarkerValues markers{.summaries = summaries.summaries(), .values = summaries.values()};
  for (const int roi : dropped) markers.dropped_rois.push_back(cohort.rois[static_cast<std::size_t>(roi)].label);
  return markers;
}

std::vector<TestStatistics> fit(const GroupPlan& plan, const Eigen::MatrixXd& outcomes)
{
  LinearModel model(plan.design, plan.contrasts);
  std::vector<TestStatistics> results(plan.contrasts.size(), TestStatistics(outcomes.cols()));
  model.fit(outcomes, 0, results);
  for (auto& statistics : results) add_effect_sizes(statistics);
  return results;
}

GroupResult conclude(GroupPlan plan, MarkerValues markers, std::vector<TestStatistics> edges,
                     std::vector<TestStatistics> marker_fits, double alpha)
{
  GroupResult result{.plan = std::move(plan), .markers = std::move(markers)};
  for (std::size_t c = 0; c < result.plan.contrasts.size(); ++c) {
    edges[c].q_fdr = fdr_q(edges[c].p);
    marker_fits[c].q_fdr = fdr_q(marker_fits[c].p);
    result.contrasts.push_back(
        {.contrast = result.plan.contrasts[c], .edges = std::move(edges[c]), .markers = std::move(marker_fits[c])});
    note_findings(result.contrasts.back(), result.plan.design, alpha);
  }
  if (!result.markers.dropped_rois.empty()) {
    result.warnings.push_back(fmt::format("without data in more than 10 % of the participants, hence in no marker: {}",
                                          base::join(result.markers.dropped_rois, ", ")));
  }
  return result;
}

GroupResult compare(const Cohort& cohort, const ReadEdges& read_edges, const GroupOptions& options)
{
  GroupPlan plan = plan_comparison(cohort, options);
  const ReadOutcomes read = outcomes_of(plan, read_edges);
  std::vector<TestStatistics> edges(plan.contrasts.size());
  for (Eigen::Index tile = 0; tile < tiles_of(plan).count(); ++tile) {
    const auto fits = fit(plan, read_tile(plan, read, tile));
    for (std::size_t c = 0; c < fits.size(); ++c) edges[c].append(fits[c]);
  }
  MarkerValues markers = summarise(cohort, plan, read);
  auto marker_fits = fit(plan, markers.values);
  return conclude(std::move(plan), std::move(markers), std::move(edges), std::move(marker_fits), options.alpha);
}

}  // namespace dmn::stats
