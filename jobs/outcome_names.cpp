#include "outcome_names.hpp"

namespace dmn::jobs {

void OutcomeNames::begin(report::TsvWriter& table) const
{
  for (const auto& [name, cells] : columns) table.strings(name, cells);
}

OutcomeNames edge_names(const stats::Cohort& cohort, const stats::GroupPlan& plan)
{
  OutcomeNames names{{{"label_i", {}}, {"label_j", {}}}};
  for (const Eigen::Index position : plan.edges) {
    const auto [i, j] = cohort.edges[position];
    names.columns[0].second.push_back(cohort.rois[static_cast<std::size_t>(i)].label);
    names.columns[1].second.push_back(cohort.rois[static_cast<std::size_t>(j)].label);
  }
  return names;
}

OutcomeNames marker_names(const std::vector<connectivity::Summary>& markers)
{
  OutcomeNames names{{{"marker", {}}}};
  for (const auto& marker : markers) names.columns[0].second.push_back(marker.name);
  return names;
}

}  // namespace dmn::jobs
