#include "report/measure_tables.hpp"

#include "report/statistic_columns.hpp"
#include "report/tsv_writer.hpp"

namespace dmn::report {
namespace {

stats::TestStatistics all_of(const std::vector<MeasureResult>& measures)
{
  stats::TestStatistics all(0);
  for (const auto& measure : measures) all.append(measure.statistics);
  return all;
}

}  // namespace

std::string regions_tsv(const connectivity::RoiTable& rois, const stats::Contrast& contrast,
                        const std::vector<MeasureResult>& measures)
{
  std::vector<std::string> names;
  std::vector<std::string> roi;
  std::vector<std::string> labels;
  std::vector<std::string> descriptions;
  for (const auto& measure : measures)
    for (Eigen::Index row = 0; row < measure.statistics.size(); ++row) {
      const bool of_region = measure.statistics.size() > 1;
      names.push_back(measure.name);
      roi.push_back(of_region ? std::to_string(row) : "");
      labels.push_back(of_region ? rois[static_cast<std::size_t>(row)].label : "");
      descriptions.push_back(measure.description);
    }
  const auto statistics = all_of(measures);
  std::vector<std::string> tags(names.size(), "exploratory");
  TsvWriter table;
  table.strings("measure", std::move(names)).strings("roi", std::move(roi)).strings("label", std::move(labels));
  add_estimates(table, statistics);
  table.numbers("q_fdr", statistics.q_fdr);
  add_effects(table, statistics);
  if (contrast.is_f_test) table.numbers("F", statistics.f).numbers("df1", statistics.df1);
  table.strings("tag", std::move(tags)).strings("description", std::move(descriptions));
  return table.strings("status", status_words(statistics)).text();
}

std::string hub_disruption_tsv(const std::vector<ParticipantValue>& rows, const std::string& note)
{
  const auto column = [&](std::string ParticipantValue::*part) {
    std::vector<std::string> cells;
    for (const auto& row : rows) cells.push_back(row.*part);
    return cells;
  };
  Eigen::VectorXd values(std::ssize(rows));
  for (std::size_t k = 0; k < rows.size(); ++k) values[static_cast<Eigen::Index>(k)] = rows[k].value;
  TsvWriter table;
  table.strings("participant_id", column(&ParticipantValue::participant))
      .strings("session", column(&ParticipantValue::session))
      .strings("group", column(&ParticipantValue::group))
      .strings("site", column(&ParticipantValue::site))
      .numbers("k_d", values);
  return table.strings("note", std::vector<std::string>(rows.size(), note)).text();
}

}  // namespace dmn::report
