#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/version.hpp"
#include "clinical_outcomes.hpp"
#include "clinical_words.hpp"
#include "gather.hpp"
#include "outcome_names.hpp"
#include "store/atomic_file.hpp"
#include "subtype_comparison.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* label_note =
    "the labels are clinical, taken from the participants table; they are not read from the scan";

ResultTable markers_table(const SubtypeResult& result)
{
  const auto& tested = result.tests.front();
  ResultTable table;
  begin_markers(table, result.markers.summaries, tested.n);
  table.numbers("F", tested.f, "1", "F statistic over the levels")
      .numbers("df1", tested.df1, "1", "numerator degrees of freedom")
      .numbers("df2", tested.df, "1", "residual degrees of freedom")
      .numbers("p", tested.p, "1", "p of F, uncorrected")
      .numbers("p_fwe", tested.p_fwe, "1", "family-wise p by the largest F over relabellings");
  end_markers(table, result.markers.summaries, tested.status);
  return table;
}

/// The pairs of a level below each other: `Pairs` rows a marker.
template <class Field>
Eigen::VectorXd stacked(const SubtypeResult& result, const Field& of_pair)
{
  const Eigen::Index n = result.tests.front().size();
  Eigen::VectorXd values(n * static_cast<Eigen::Index>(result.p_holm.size()));
  for (std::size_t pair = 0; pair < result.p_holm.size(); ++pair)
    values.segment(static_cast<Eigen::Index>(pair) * n, n) = of_pair(pair);
  return values;
}

ResultTable pairs_table(const SubtypeAnalysis& analysis, const SubtypeResult& result)
{
  std::vector<std::string> markers;
  std::vector<std::string> pairs;
  std::vector<std::string> status;
  for (std::size_t pair = 0; pair < result.p_holm.size(); ++pair) {
    for (std::size_t m = 0; m < result.markers.summaries.size(); ++m) {
      markers.push_back(result.markers.summaries[m].name);
      pairs.push_back(analysis.plan.plan.contrasts[pair + 1].expression);
      status.push_back(stats::words(result.tests[pair + 1].status[m]));
    }
  }
  const auto field = [&](Eigen::VectorXd stats::TestStatistics::*values) {
    return stacked(result, [&](std::size_t pair) { return result.tests[pair + 1].*values; });
  };
  using S = stats::TestStatistics;
  ResultTable table;
  table.strings("marker", markers, "markers M1..M8 and network means")
      .strings("pair", pairs, "levels compared")
      .numbers("beta", field(&S::beta), "as the data", "difference of the two levels")
      .numbers("se", field(&S::se), "as the data", "standard error of beta")
      .numbers("t", field(&S::t), "1", "t statistic")
      .numbers("df", field(&S::df), "1", "residual degrees of freedom")
      .numbers("p", field(&S::p), "1", "two-sided p, uncorrected")
      .numbers("p_holm", stacked(result, [&](std::size_t pair) { return result.p_holm[pair]; }), "1",
               "Holm over the pairs of a marker")
      .numbers("p_fwe", field(&S::p_fwe), "1", "max-T over the markers of a family, for one pair")
      .numbers("g", field(&S::g), "residual standard deviations", "standardised difference")
      .numbers("g_low", field(&S::g_low), "residual standard deviations", "lower bound of its 95 % interval")
      .numbers("g_high", field(&S::g_high), "residual standard deviations", "upper bound of its 95 % interval")
      .strings("status", status, "`tested`, or why not");
  return table;
}

ResultTable edges_table(const stats::Cohort& cohort, const SubtypeAnalysis& analysis, const SubtypeResult& result)
{
  const auto& tested = result.edges.front();
  ResultTable table;
  for (const auto& [name, cells] : edge_names(cohort, analysis.plan.plan).columns)
    table.strings(name, cells, name == "label_i" ? "first ROI" : "second ROI");
  table.integers("n", tested.n, "participants", "complete rows")
      .numbers("F", tested.f, "1", "F statistic over the levels")
      .numbers("df1", tested.df1, "1", "numerator degrees of freedom")
      .numbers("df2", tested.df, "1", "residual degrees of freedom")
      .numbers("p", tested.p, "1", "p of F, uncorrected")
      .numbers("q_fdr", tested.q_fdr, "1", "Benjamini-Hochberg q over the tested edges");
  std::vector<std::string> status;
  for (const auto each : tested.status) status.push_back(stats::words(each));
  table.strings("status", status, "`tested`, or why not");
  return table;
}

std::vector<std::string> level_words(const clinical::SubtypePlan& plan)
{
  std::vector<std::string> words;
  for (std::size_t level = 0; level < plan.levels.size(); ++level)
    words.push_back(fmt::format("{} ({})", plan.levels[level], plan.n_of_level[level]));
  return words;
}

std::string summary_text(const Options& options, const GroupData& data, const SubtypeAnalysis& analysis,
                         const SubtypeResult& result)
{
  const auto& plan = analysis.plan;
  Json levels = Json::object();
  for (std::size_t level = 0; level < plan.levels.size(); ++level) levels[plan.levels[level]] = plan.n_of_level[level];
  const Json json{
      {"program", "dmn-cohort " + base::version()},
      {"column", plan.column},
      {"levels", levels},
      {"model", plan.plan.design.formula.text},
      {"participants", plan.plan.design.n_rows()},
      {"left_out", plan.plan.left_out.size()},
      {"note", label_note},
      {"relabellings", result.n_relabellings},
      {"model_relabellings", options.clinical.symptoms.model_permutations},
      {"multiplicity", "p_fwe: largest statistic over the markers of a family; p_holm: over the pairs of a marker"},
      {"seed", options.seed},
      {"tag", tags_in_words(data)}};
  return json.dump(2) + "\n";
}

std::string marker_paragraph(const SubtypeAnalysis& analysis, const SubtypeResult& result, Eigen::Index at)
{
  const auto s = static_cast<std::size_t>(at);
  const auto& summary = result.markers.summaries[s];
  const auto& f = result.tests.front();
  std::string text = fmt::format("\n{} ({}), {}\n", summary.name, summary.description, connectivity::tag_of(summary));
  if (std::isnan(f.p[at])) return text + "  not tested: " + stats::words(f.status[s]) + "\n";
  for (std::size_t pair = 0; pair < result.p_holm.size(); ++pair) {
    const auto& tested = result.tests[pair + 1];
    text += fmt::format("  {:<40} {}, {}, p_holm = {:.4g}\n", analysis.plan.plan.contrasts[pair + 1].expression,
                        effect_words(tested, at), p_words(tested.p[at], tested.p_fwe[at]), result.p_holm[pair][at]);
  }
  return text + fmt::format("  over all levels: F({}, {}) = {:.3f}, {}\n", f.df1[at], f.df[at], f.f[at],
                            p_words(f.p[at], f.p_fwe[at]));
}

std::string report_text(const GroupData& data, const SubtypeAnalysis& analysis, const SubtypeResult& result)
{
  std::string text = report_head("Levels of " + analysis.plan.column, data);
  text += people_sentence(analysis.plan.plan) + "\n";
  text += fmt::format("levels: {}\nmodel {}\nNote: {}.\n", base::join(level_words(analysis.plan), ", "),
                      analysis.plan.plan.design.formula.text, label_note);
  text += fmt::format(
      "p_fwe: largest statistic over M1..M8 and over the network means apart, {} relabellings; p_holm: "
      "over the pairs of one marker\n",
      result.n_relabellings);
  for (Eigen::Index at = 0; at < result.tests.front().size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    if (connectivity::is_fixed_marker(summary) || summary.name.starts_with("within_"))
      text += marker_paragraph(analysis, result, at);
  }
  return text + one_against_rest_words(result.rest) + "\n" + no_course_note;
}

}  // namespace

void write_subtypes(const Options& options, const GroupData& data, const SubtypeAnalysis& analysis,
                    const SubtypeResult& result)
{
  const auto folder = options.out / "symptoms" / ("subtype_" + folder_name(analysis.plan.column));
  const auto markers = markers_table(result);
  const auto pairs = pairs_table(analysis, result);
  const auto rest = one_against_rest_table(result.rest);
  const auto edges = edges_table(data.cohort, analysis, result);
  store::write_text_atomically(folder / "markers.tsv", markers.tsv());
  store::write_text_atomically(folder / "pairs.tsv", pairs.tsv());
  store::write_text_atomically(folder / "one_against_rest.tsv", rest.tsv());
  store::write_text_atomically(folder / "edges.tsv", edges.tsv());
  store::write_text_atomically(folder / "summary.json", summary_text(options, data, analysis, result));
  store::write_text_atomically(folder / "report.txt", report_text(data, analysis, result));
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-subtypes/1", provenance_of(options));
  file.attribute("column", analysis.plan.column);
  file.attribute("model", analysis.plan.plan.design.formula.text);
  file.attribute("roi_hash", data.cohort.roi_hash);
  markers.write(file, "/markers");
  pairs.write(file, "/pairs");
  rest.write(file, "/one_against_rest");
  edges.write(file, "/edges");
  file.finish();
}

}  // namespace dmn::jobs
