#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "clinical_outcomes.hpp"
#include "clinical_words.hpp"
#include "gather.hpp"
#include "outcome_names.hpp"
#include "stats/power.hpp"
#include "store/atomic_file.hpp"
#include "symptom_overlap.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* of_outcome = "share of the marker's variance";

void add_indirect(ResultTable& table, const SymptomResult& result)
{
  const auto n = static_cast<Eigen::Index>(result.indirect_interval.size());
  Eigen::VectorXd low(n);
  Eigen::VectorXd high(n);
  Eigen::VectorXi samples(n);
  for (Eigen::Index s = 0; s < n; ++s) {
    const auto& interval = result.indirect_interval[static_cast<std::size_t>(s)];
    low[s] = interval.low;
    high[s] = interval.high;
    samples[s] = static_cast<int>(interval.n_samples);
  }
  table.numbers("path_a", Eigen::VectorXd::Constant(n, result.path_a), "score", "effect on the score")
      .numbers("path_b", result.path_b, "as the data / score", "score on the marker, effect held fixed")
      .numbers("indirect", result.indirect, "as the data", "ab: cross-sectional association, not a causal path")
      .numbers("indirect_low", low, "as the data", "2.5 % quantile of the bootstrap within sites")
      .numbers("indirect_high", high, "as the data", "97.5 % quantile of the bootstrap within sites")
      .integers("indirect_samples", samples, "samples", "bootstrap samples that could be fitted");
}

void add_variance(ResultTable& table, const clinical::VariancePartition& variance)
{
  table.numbers("r2_covariates", variance.covariates, of_outcome, "covariates alone")
      .numbers("r2_unique_effect", variance.unique_first, of_outcome, "what only the effect explains")
      .numbers("r2_unique_score", variance.unique_second, of_outcome, "what only the score explains")
      .numbers("r2_shared", variance.shared, of_outcome, "what either explains; negative: suppression")
      .numbers("r2_total", variance.total, of_outcome, "the whole model");
}

ResultTable markers_table(const SymptomResult& result)
{
  ResultTable table;
  const auto& tests = result.tests;
  begin_markers(table, result.markers.summaries, tests.adjusted.n);
  add_test(table, "unadjusted_", "effect without the score, on the same participants", tests.unadjusted,
           tests.unadjusted.p_fwe);
  add_test(table, "adjusted_", "effect with the score held fixed", tests.adjusted, tests.adjusted.p_fwe);
  add_test(table, "score_", "score with the effect held fixed", tests.score, tests.score.p_fwe);
  add_test(table, "score_only_", "score without the effect", tests.score_only, {});
  add_test(table, "difference_", "effect less the effect of two SDs of the score", tests.difference,
           tests.difference.p_fwe);
  table.numbers("p_conjunction", tests.p_conjunction(), "1", "larger p of adjusted effect and score")
      .numbers("p_fwe_conjunction", result.p_fwe_conjunction, "1", "larger p_fwe of the two");
  add_indirect(table, result);
  add_variance(table, result.variance);
  end_markers(table, result.markers.summaries, tests.adjusted.status);
  return table;
}

void add_edge_test(ResultTable& table, const std::string& prefix, const std::string& what,
                   const stats::TestStatistics& tested)
{
  add_test(table, prefix, what, tested, {});
  table.numbers(prefix + "q_fdr", tested.q_fdr, "1", "Benjamini-Hochberg q over the tested edges");
}

ResultTable edges_table(const stats::Cohort& cohort, const clinical::SymptomPlan& plan, const OverlapTests& tests)
{
  ResultTable table;
  for (const auto& [name, cells] : edge_names(cohort, plan.adjusted).columns)
    table.strings(name, cells, name == "label_i" ? "first ROI" : "second ROI");
  table.integers("n", tests.adjusted.n, "participants", "complete rows");
  add_edge_test(table, "unadjusted_", "effect without the score", tests.unadjusted);
  add_edge_test(table, "adjusted_", "effect with the score held fixed", tests.adjusted);
  add_edge_test(table, "score_", "score with the effect held fixed", tests.score);
  add_edge_test(table, "score_only_", "score without the effect", tests.score_only);
  add_edge_test(table, "difference_", "effect less the effect of two SDs of the score", tests.difference);
  table.numbers("p_conjunction", tests.p_conjunction(), "1", "larger p of adjusted effect and score");
  std::vector<std::string> status;
  for (const auto each : tests.adjusted.status) status.push_back(stats::words(each));
  table.strings("status", status, "`tested`, or why not");
  return table;
}

double detectable(const stats::TestStatistics& tested)
{
  for (Eigen::Index s = 0; s < tested.size(); ++s) {
    if (!std::isnan(tested.t[s])) return stats::minimum_detectable_g(tested.variance_factor[s]);
  }
  return std::nan("");
}

std::string summary_text(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                         const SymptomResult& result)
{
  const auto& plan = analysis.plan;
  const auto& effect = plan.adjusted.contrasts.front();
  const Json json{
      {"program", "dmn-cohort " + base::version()},
      {"score", plan.score},
      {"effect", effect.expression},
      {"model", options.group.model},
      {"participants", plan.adjusted.design.n_rows()},
      {"left_out", plan.adjusted.left_out.size()},
      {"effect_unit_of_difference", plan.effect_unit},
      {"score_unit_of_difference", plan.score_unit},
      {"difference", "linear contrast in the model with both; score scaled by two SDs (Gelman 2008)"},
      {"conjunction", "larger of the two adjusted p (Nichols 2005)"},
      {"indirect_effect", "cross-sectional association; percentile bootstrap within sites"},
      {"bootstrap_samples", options.clinical.symptoms.bootstrap},
      {"relabellings", result.n_relabellings},
      {"multiplicity", "max-T over M1..M8 and over the network means, relabelled within " +
                           (options.group.exchange_within.empty() ? "site" : options.group.exchange_within)},
      {"seed", options.seed},
      {"minimum_detectable_g_80_percent_power", detectable(result.tests.adjusted)},
      {"tag", tags_in_words(data)}};
  return json.dump(2) + "\n";
}

std::string marker_paragraph(const clinical::SymptomPlan& plan, const SymptomResult& result, Eigen::Index at)
{
  const auto s = static_cast<std::size_t>(at);
  const auto& tests = result.tests;
  const auto& summary = result.markers.summaries[s];
  std::string text = fmt::format("\n{} ({}), {}\n", summary.name, summary.description, connectivity::tag_of(summary));
  if (std::isnan(tests.adjusted.p[at])) return text + "  not tested: " + stats::words(tests.adjusted.status[s]) + "\n";
  const auto line = [&](const std::string& what, const stats::TestStatistics& tested) {
    text += fmt::format("  {:<46} {}, {}\n", what, effect_words(tested, at), p_words(tested.p[at], tested.p_fwe[at]));
  };
  const auto& effect = plan.adjusted.contrasts.front().expression;
  line(fmt::format("{} without {}", effect, plan.score), tests.unadjusted);
  line(fmt::format("{} with {} held fixed", effect, plan.score), tests.adjusted);
  line(fmt::format("{}, per unit, {} held fixed", plan.score, effect), tests.score);
  line(fmt::format("difference of the two (2 SD of {})", plan.score), tests.difference);
  const auto& interval = result.indirect_interval[s];
  text += fmt::format("  associated with both at once (conjunction)     {}\n",
                      p_words(tests.p_conjunction()[at], result.p_fwe_conjunction[at]));
  text += fmt::format("  indirect effect (cross-sectional association)  ab {:+.4f} [{:+.4f}, {:+.4f}]\n",
                      result.indirect[at], interval.low, interval.high);
  const auto percent = [](double share) { return 100 * share; };
  text += fmt::format(
      "  variance beyond covariates                     {:.2f} % effect alone, {:.2f} % score alone, "
      "{:.2f} % shared\n",
      percent(result.variance.unique_first[at]), percent(result.variance.unique_second[at]),
      percent(result.variance.shared[at]));
  return text;
}

std::string report_text(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                        const SymptomResult& result)
{
  const auto& plan = analysis.plan;
  std::string text =
      report_head(fmt::format("Overlap of {} and {}", plan.adjusted.contrasts.front().expression, plan.score), data);
  text += people_sentence(plan.adjusted) + "\n";
  text += fmt::format("model {}; all models on the participants who have the score\n", options.group.model);
  text += fmt::format(
      "p_fwe: max-T over M1..M8 and over the network means apart, {} relabellings; one test of the "
      "adjusted effect sees |g| >= {:.2f} with 80 % power\n",
      result.n_relabellings, detectable(result.tests.adjusted));
  for (Eigen::Index at = 0; at < result.tests.adjusted.size(); ++at) {
    const auto& summary = result.markers.summaries[static_cast<std::size_t>(at)];
    if (connectivity::is_fixed_marker(summary) || summary.name.starts_with("within_"))
      text += marker_paragraph(plan, result, at);
  }
  return text +
         "\nAn effect that is significant next to one that is not does not differ from it: only the difference says\n"
         "so. A p above .05 is no evidence of a difference, not evidence of none. The indirect effect is an\n"
         "association at one time; it does not say what causes what. Mood at the time of the scan alters connectivity\n"
         "(Letzen & Robinson 2017).\n" +
         no_course_note;
}

}  // namespace

void write_overlap(const Options& options, const GroupData& data, const SymptomAnalysis& analysis,
                   const SymptomResult& result)
{
  const auto folder = options.out / "symptoms" / folder_name(analysis.plan.score);
  const auto markers = markers_table(result);
  const auto edges = edges_table(data.cohort, analysis.plan, result.edges);
  store::write_text_atomically(folder / "markers.tsv", markers.tsv());
  store::write_text_atomically(folder / "edges.tsv", edges.tsv());
  store::write_text_atomically(folder / "summary.json", summary_text(options, data, analysis, result));
  store::write_text_atomically(folder / "report.txt", report_text(options, data, analysis, result));
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-symptoms/1", provenance_of(options));
  file.attribute("model", options.group.model);
  file.attribute("score", analysis.plan.score);
  file.attribute("contrast", analysis.plan.adjusted.contrasts.front().expression);
  file.attribute("roi_hash", data.cohort.roi_hash);
  markers.write(file, "/markers");
  edges.write(file, "/edges");
  file.finish();
}

}  // namespace dmn::jobs
