#include "profile_values.hpp"

#include <algorithm>

#include "stats/group_plan.hpp"
#include "stats/summary_stream.hpp"

namespace dmn::jobs {
namespace {

std::vector<connectivity::Summary> summaries_of(const std::vector<markers::Measure>& measures)
{
  std::vector<connectivity::Summary> summaries;
  for (const auto& measure : measures) summaries.push_back(measure.summary);
  return summaries;
}

/// The measures of all rows of the profile and of all repeats.
struct Streams {
  stats::SummaryStream profile;
  stats::SummaryStream repeats;
};

Streams read_all(const ProfilePlan& plan, const std::vector<markers::Measure>& measures)
{
  const auto& cohort = plan.shared.data.cohort;
  auto repeated = plan.repeats.first;
  repeated.insert(repeated.end(), plan.repeats.second.begin(), plan.repeats.second.end());
  Streams streams{{cohort, static_cast<Eigen::Index>(plan.rows.runs.size()), summaries_of(measures)},
                  {cohort, static_cast<Eigen::Index>(repeated.size()), summaries_of(measures)}};
  const Eigen::Index width = stats::edge_block_width(cohort.runs.size());
  for (Eigen::Index first = 0; first < cohort.edges.size(); first += width) {
    const Eigen::MatrixXd block = plan.shared.data.read_edges(first, std::min(width, cohort.edges.size() - first));
    streams.profile.add(stats::mean_over_runs(block, plan.rows.runs), first);
    if (!repeated.empty()) streams.repeats.add(stats::mean_over_runs(block, repeated), first);
  }
  return streams;
}

/// The measures of the norm at the positions that its edges have in the data.
std::vector<markers::Measure> measures_of(const markers::Norm& norm, const connectivity::EdgeList& edges)
{
  std::vector<markers::Measure> measures;
  for (const auto& known : norm.measures) {
    markers::Measure measure = known.measure;
    for (auto& edge : measure.summary.edges) {
      const auto& pair = norm.source.edges[static_cast<std::size_t>(edge)];
      edge = edges.find(pair.i, pair.j);
    }
    std::ranges::sort(measure.summary.edges);
    measures.push_back(std::move(measure));
  }
  return measures;
}

}  // namespace

ProfileValues profile_values(const ProfilePlan& plan)
{
  const auto& cohort = plan.shared.data.cohort;
  ProfileValues result;
  result.measures = plan.given_norm ? measures_of(*plan.given_norm, cohort.edges)
                                    : markers::profile_measures(cohort.rois, cohort.edges, {}, plan.shared.data.kind);
  auto streams = read_all(plan, result.measures);
  const auto dropped = plan.given_norm ? std::vector<int>{} : streams.profile.rois_to_drop();
  if (!dropped.empty()) {
    result.measures = markers::profile_measures(cohort.rois, cohort.edges, dropped, plan.shared.data.kind);
    streams = read_all(plan, result.measures);
  }
  for (const int roi : dropped) result.dropped_rois.push_back(cohort.rois[static_cast<std::size_t>(roi)].label);
  const auto n_repeats = static_cast<Eigen::Index>(plan.repeats.first.size());
  const Eigen::MatrixXd repeated = streams.repeats.values();
  result.values = streams.profile.values();
  result.first = repeated.topRows(n_repeats);
  result.second = repeated.bottomRows(n_repeats);
  return result;
}

}  // namespace dmn::jobs
