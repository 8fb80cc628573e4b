#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/version.hpp"
#include "change_analysis.hpp"
#include "clinical_outcomes.hpp"
#include "clinical_words.hpp"
#include "gather.hpp"
#include "outcome_names.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;
using clinical::ChangePlan;

constexpr const char* group_prefixes[] = {"difference_", "first_", "second_"};

ResultTable markers_table(const ChangePlan& plan, const ChangeResult& result)
{
  ResultTable table;
  begin_markers(table, result.markers.summaries, result.change.front().n);
  const std::string meaning[] = {"difference of change, " + plan.groups[0] + " less " + plan.groups[1],
                                 "mean change within persons, " + plan.groups[0],
                                 "mean change within persons, " + plan.groups[1]};
  for (std::size_t c = 0; c < result.change.size(); ++c) {
    const auto& tested = result.change[c];
    add_test(table, group_prefixes[c], meaning[c], tested, c == clinical::of_groups ? tested.p_fwe : Eigen::VectorXd());
  }
  table.numbers("icc", result.own.icc, "1", "reliability of reliable change: given, or ICC(2,1) of the second group")
      .numbers("sd_first_session", result.own.sd, "as the data", "between persons of the second group");
  end_markers(table, result.markers.summaries, result.change.front().status);
  return table;
}

ResultTable edges_table(const stats::Cohort& cohort, const ChangePlan& plan, const ChangeResult& result)
{
  ResultTable table;
  for (const auto& [name, cells] : edge_names(cohort, plan.change).columns)
    table.strings(name, cells, name == "label_i" ? "first ROI" : "second ROI");
  table.integers("n", result.edges.front().n, "participants", "complete rows");
  for (std::size_t c = 0; c < result.edges.size(); ++c) {
    add_test(table, group_prefixes[c], "as in the table of markers", result.edges[c], {});
    table.numbers(std::string(group_prefixes[c]) + "q_fdr", result.edges[c].q_fdr, "1",
                  "Benjamini-Hochberg q over the tested edges");
  }
  std::vector<std::string> status;
  for (const auto each : result.edges.front().status) status.push_back(stats::words(each));
  table.strings("status", status, "`tested`, or why not");
  return table;
}

ResultTable course_table(const ChangePlan& plan, const ChangeResult& result)
{
  ResultTable table;
  const auto& first = result.course.front();
  begin_markers(table, result.markers.summaries, first.n);
  table.integers("n_persons", first.n_persons, "participants", "persons of these scans");
  const std::string prefixes[] = {"interaction_", "time_first_", "time_second_"};
  for (std::size_t c = 0; c < result.course.size(); ++c) {
    const auto& tested = result.course[c];
    table.numbers(prefixes[c] + "beta", tested.beta, "as the data, a unit of time", plan.course->contrasts[c].name)
        .numbers(prefixes[c] + "se", tested.se, "as the data, a unit of time", "standard error")
        .numbers(prefixes[c] + "df", tested.df, "1", "Satterthwaite; N - p at the boundary")
        .numbers(prefixes[c] + "t", tested.t, "1", "t statistic")
        .numbers(prefixes[c] + "p", tested.p, "1", "two-sided p, uncorrected");
  }
  table.numbers("interaction_p_fwe", result.course_p_fwe, "1", "max-T of the least-squares t, whole persons exchanged")
      .numbers("var_person", first.var_person, "squared data", "variance between persons")
      .numbers("var_residual", first.var_residual, "squared data", "residual variance")
      .numbers("boundary", first.boundary, "1", "1 where the variance between persons is estimated as 0");
  end_markers(table, result.markers.summaries, first.status);
  return table;
}

ResultTable conversion_table(const ChangeResult& result)
{
  ResultTable table;
  begin_markers(table, result.markers.summaries, result.conversion->n);
  add_test(table, "",
           result.conversion_levels[1] + " less " + result.conversion_levels[0] + " at the first session: association",
           *result.conversion, result.conversion->p_fwe);
  end_markers(table, result.markers.summaries, result.conversion->status);
  return table;
}

/// A row a person and marker.
ResultTable reliable_table(const ChangePlan& plan, const ChangeResult& result)
{
  const auto& own = result.own;
  const auto n = own.first.rows();
  const auto n_markers = own.first.cols();
  std::vector<std::string> id, site, group, marker, verdict;
  const auto& cohort = plan.change.participants.cohort;
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto r = static_cast<std::size_t>(plan.change.design.rows[static_cast<std::size_t>(row)]);
    for (Eigen::Index m = 0; m < n_markers; ++m) {
      const double value = own.reliable(row, m);
      id.push_back(cohort.runs[r].participant);
      site.push_back(cohort.site[r]);
      group.push_back(cohort.group[r]);
      marker.push_back(result.markers.summaries[static_cast<std::size_t>(m)].name);
      verdict.emplace_back(std::isnan(value)        ? "reliability unknown"
                           : std::abs(value) > 1.96 ? "beyond noise"
                                                    : "within noise");
    }
  }
  const auto by_person = [](const Eigen::MatrixXd& values) { return Eigen::VectorXd(values.transpose().reshaped()); };
  ResultTable table;
  table.strings("participant_id", id, "participant")
      .strings("site", site, "site")
      .strings("group", group, "group")
      .strings("marker", marker, "markers M1..M8 and network means")
      .numbers("first", by_person(own.first), "as the data", "first session")
      .numbers("last", by_person(own.last), "as the data", "last session")
      .numbers("reliable_change", by_person(own.reliable), "1", "change / (sd sqrt(2 (1 - icc)))")
      .strings("status", verdict, "beyond or within 1.96");
  return table;
}

ResultTable dropout_table(const ChangePlan& plan)
{
  std::vector<std::string> site, group;
  Eigen::VectorXi with(static_cast<Eigen::Index>(plan.dropout.size()));
  Eigen::VectorXi without = with;
  for (std::size_t cell = 0; cell < plan.dropout.size(); ++cell) {
    site.push_back(plan.dropout[cell].site);
    group.push_back(plan.dropout[cell].group);
    with[static_cast<Eigen::Index>(cell)] = plan.dropout[cell].n_included;
    without[static_cast<Eigen::Index>(cell)] = plan.dropout[cell].n_excluded;
  }
  ResultTable table;
  table.strings("site", site, "site")
      .strings("group", group, "group")
      .integers("n_complete", with, "participants", "with every session")
      .integers("n_dropped", without, "participants", "with a first session, without a later one");
  return table;
}

std::string summary_text(const Options& options, const GroupData& data, const ChangeAnalysis& analysis,
                         const ChangeResult& result)
{
  const auto& plan = analysis.plan;
  const Json json{
      {"program", "dmn-cohort " + base::version()},
      {"sessions", plan.sessions},
      {"times", plan.times},
      {"groups", plan.groups},
      {"model", plan.change.design.formula.text},
      {"participants", plan.change.design.n_rows()},
      {"left_out", plan.change.left_out.size()},
      {"course_model",
       plan.course ? Json(plan.course->design.formula.text + " + (1 | participant), REML") : Json(nullptr)},
      {"dropout_test", stats::words(plan.dropout_test.method)},
      {"dropout_p", plan.dropout_test.p},
      {"icc", options.clinical.change.icc ? "given" : "ICC(2,1) of the second group over first and last session"},
      {"conversion", result.conversion ? Json(result.conversion_levels) : Json(nullptr)},
      {"relabellings", result.n_relabellings},
      {"multiplicity", "max-T over M1..M8 and over the network means"},
      {"seed", options.seed},
      {"tag", tags_in_words(data)}};
  return json.dump(2) + "\n";
}

/// A table of this run, or no table of an earlier one.
void write_or_remove(const std::filesystem::path& file, const std::optional<ResultTable>& table)
{
  if (table) store::write_text_atomically(file, table->tsv());
  if (!table) std::filesystem::remove(file);
}

}  // namespace

void write_change(const Options& options, const GroupData& data, const ChangeAnalysis& analysis,
                  const ChangeResult& result)
{
  const auto folder = options.out / "change";
  const auto& plan = analysis.plan;
  const auto markers = markers_table(plan, result);
  const auto edges = edges_table(data.cohort, plan, result);
  const auto reliable = reliable_table(plan, result);
  const auto dropout = dropout_table(plan);
  std::optional<ResultTable> course;
  std::optional<ResultTable> conversion;
  if (plan.course) course = course_table(plan, result);
  if (result.conversion) conversion = conversion_table(result);
  store::write_text_atomically(folder / "markers.tsv", markers.tsv());
  store::write_text_atomically(folder / "edges.tsv", edges.tsv());
  store::write_text_atomically(folder / "reliable_change.tsv", reliable.tsv());
  store::write_text_atomically(folder / "dropout.tsv", dropout.tsv());
  write_or_remove(folder / "course.tsv", course);
  write_or_remove(folder / "conversion.tsv", conversion);
  store::write_text_atomically(folder / "summary.json", summary_text(options, data, analysis, result));
  store::write_text_atomically(folder / "report.txt", change_report(data, analysis, result));
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-change/1", provenance_of(options));
  file.attribute("model", plan.change.design.formula.text);
  file.attribute("sessions", plan.sessions.front() + " to " + plan.sessions.back());
  file.attribute("roi_hash", data.cohort.roi_hash);
  markers.write(file, "/markers");
  edges.write(file, "/edges");
  reliable.write(file, "/reliable_change");
  dropout.write(file, "/dropout");
  if (course) course->write(file, "/course");
  if (conversion) conversion->write(file, "/conversion");
  file.finish();
}

}  // namespace dmn::jobs
