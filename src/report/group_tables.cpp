#include "report/group_tables.hpp"

#include "report/statistic_columns.hpp"
#include "report/tsv_writer.hpp"

namespace dmn::report {
namespace {

struct EdgeNames {
  Eigen::VectorXi roi_i;
  Eigen::VectorXi roi_j;
  std::vector<std::string> label_i;
  std::vector<std::string> label_j;
};

EdgeNames names_of(const stats::Cohort& cohort, const std::vector<Eigen::Index>& edges)
{
  const auto size = static_cast<Eigen::Index>(edges.size());
  EdgeNames names{Eigen::VectorXi(size), Eigen::VectorXi(size), {}, {}};
  for (Eigen::Index row = 0; row < size; ++row) {
    const auto [i, j] = cohort.edges[edges[static_cast<std::size_t>(row)]];
    names.roi_i[row] = i;
    names.roi_j[row] = j;
    names.label_i.push_back(cohort.rois[static_cast<std::size_t>(i)].label);
    names.label_j.push_back(cohort.rois[static_cast<std::size_t>(j)].label);
  }
  return names;
}

void add_corrections_and_effects(TsvWriter& table, const stats::TestStatistics& statistics)
{
  table.numbers("p_fwe", statistics.p_fwe);
  add_effects(table, statistics);
}

void add_more(TsvWriter& table, const stats::ContrastResult& contrast, const stats::TestStatistics& statistics,
              const std::vector<ExtraColumn>& more)
{
  if (contrast.contrast.is_f_test) table.numbers("F", statistics.f).numbers("df1", statistics.df1);
  for (const auto& column : more) table.numbers(column.name, column.values);
}

}  // namespace

std::string edges_tsv(const stats::Cohort& cohort, const stats::GroupResult& result,
                      const stats::ContrastResult& contrast, const std::vector<ExtraColumn>& more)
{
  EdgeNames names = names_of(cohort, result.plan.edges);
  TsvWriter table;
  table.integers("roi_i", names.roi_i).integers("roi_j", names.roi_j);
  table.strings("label_i", std::move(names.label_i)).strings("label_j", std::move(names.label_j));
  add_estimates(table, contrast.edges);
  table.numbers("q_fdr", contrast.edges.q_fdr);
  add_corrections_and_effects(table, contrast.edges);
  add_more(table, contrast, contrast.edges, more);
  return table.strings("status", status_words(contrast.edges)).text();
}

std::string markers_tsv(const stats::GroupResult& result, const stats::ContrastResult& contrast,
                        const std::vector<ExtraColumn>& more)
{
  std::vector<std::string> markers;
  std::vector<std::string> descriptions;
  for (const auto& summary : result.markers.summaries) {
    markers.push_back(summary.name);
    descriptions.push_back(summary.description);
  }
  TsvWriter table;
  table.strings("marker", std::move(markers));
  add_estimates(table, contrast.markers);
  add_corrections_and_effects(table, contrast.markers);
  add_more(table, contrast, contrast.markers, more);
  return table.strings("description", std::move(descriptions)).strings("status", status_words(contrast.markers)).text();
}

}  // namespace dmn::report
