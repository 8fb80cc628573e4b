#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/version.hpp"
#include "clinical/student_interval.hpp"
#include "clinical_outcomes.hpp"
#include "clinical_words.hpp"
#include "gather.hpp"
#include "report/svg_writer.hpp"
#include "stats/power.hpp"
#include "store/atomic_file.hpp"
#include "treatment_plot.hpp"
#include "treatment_response.hpp"
#include "treatment_words.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;
using clinical::TreatmentPlan;

constexpr int smallest_cell = 5;
constexpr const char* outcome_units = "as the outcome";

ResultTable markers_table(const TreatmentPlan& plan, const TreatmentResult& result)
{
  const auto n_markers = result.markers.values.cols();
  Eigen::VectorXd mean = Eigen::VectorXd::Constant(n_markers, std::nan(""));
  Eigen::VectorXd sd = mean;
  for (Eigen::Index m = 0; m < n_markers; ++m) {
    const auto& model = result.models[static_cast<std::size_t>(m)];
    if (!model) continue;
    mean[m] = model->mean;
    sd[m] = model->sd;
  }
  ResultTable table;
  const auto& prognosis = result.test(clinical::prognosis);
  begin_markers(table, result.markers.summaries, prognosis.n);
  table.numbers("marker_mean", mean, "as the data", "subtracted from the marker")
      .numbers("marker_sd", sd, "as the data", "one step of the marker");
  add_test(table, "prognosis_", "b3: the outcome's slope on the marker, in the reference arm", prognosis,
           prognosis.p_fwe);
  if (plan.two_arms()) {
    const auto& interaction = result.test(clinical::interaction);
    add_test(table, "slope_other_", "b3 + b4: the slope in the other arm", result.test(clinical::slope_in_other), {});
    add_test(table, "interaction_", "b4: how the difference of arms moves with the marker", interaction,
             interaction.p_fwe);
    Eigen::VectorXd least = interaction.variance_factor;
    for (double& value : least) value = std::isnan(value) ? value : stats::minimum_detectable_g(value);
    table.numbers("interaction_detectable", least, "residual standard deviations",
                  "smallest interaction that one test finds with 80 % power");
  }
  std::vector<std::string> descriptions;
  for (const auto& summary : result.markers.summaries) descriptions.push_back(summary.description);
  table.strings("description", descriptions, "edges of the marker")
      .strings("status", result.status, "`tested`, or why not");
  return table;
}

/// A third of the participants by their marker.
struct Third {
  std::array<int, 2> n = {};
  std::array<double, 2> mean = {};  ///< of the adjusted outcome
};

std::array<Third, 3> thirds_of(const TreatmentPlan& plan, const clinical::MarkerModel& model)
{
  const Eigen::VectorXd shown = clinical::partial_outcome(plan, model);
  std::vector<Eigen::Index> order;
  for (Eigen::Index row = 0; row < shown.size(); ++row) order.push_back(row);
  std::ranges::stable_sort(order, {}, [&](Eigen::Index row) { return model.marker[row]; });
  std::array<Third, 3> thirds{};
  for (std::size_t at = 0; at < order.size(); ++at) {
    auto& third = thirds[3 * at / order.size()];
    const std::size_t arm = plan.arm[model.rows[static_cast<std::size_t>(order[at])]] > 0.5 ? 1 : 0;
    ++third.n[arm];
    third.mean[arm] += shown[order[at]];
  }
  for (auto& third : thirds) {
    for (std::size_t arm = 0; arm < 2; ++arm)
      third.mean[arm] = third.n[arm] < smallest_cell ? std::nan("") : third.mean[arm] / third.n[arm];
  }
  return thirds;
}

/// Columns of a table that grows by rows.
struct SubgroupRows {
  std::vector<std::string> marker, at, third;
  std::vector<double> beta, se, low, high, mean_reference, mean_other;
  std::vector<int> n_reference, n_other;
};

Eigen::VectorXd vector_of(const std::vector<double>& values)
{
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Eigen::VectorXi vector_of(const std::vector<int>& values)
{
  return Eigen::Map<const Eigen::VectorXi>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void add_subgroups(const TreatmentPlan& plan, const TreatmentResult& result, Eigen::Index m, SubgroupRows& rows)
{
  const auto s = static_cast<std::size_t>(m);
  const auto thirds = thirds_of(plan, *result.models[s]);
  const std::array contrasts{clinical::arm_at_low, clinical::arm_at_mean, clinical::arm_at_high};
  const std::array<const char*, 3> at{"-1 SD", "mean", "+1 SD"};
  const std::array<const char*, 3> third{"lowest", "middle", "highest"};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& tested = result.test(contrasts[k]);
    const auto interval = clinical::student_interval(tested.beta[m], tested.se[m], tested.df[m]);
    rows.marker.push_back(result.markers.summaries[s].name);
    rows.at.emplace_back(at[k]);
    rows.third.emplace_back(third[k]);
    rows.beta.push_back(tested.beta[m]);
    rows.se.push_back(tested.se[m]);
    rows.low.push_back(interval.low);
    rows.high.push_back(interval.high);
    rows.n_reference.push_back(thirds[k].n[0]);
    rows.n_other.push_back(thirds[k].n[1]);
    rows.mean_reference.push_back(thirds[k].mean[0]);
    rows.mean_other.push_back(thirds[k].mean[1]);
  }
}

ResultTable subgroups_table(const TreatmentPlan& plan, const TreatmentResult& result)
{
  SubgroupRows rows;
  for (Eigen::Index m = 0; m < result.markers.values.cols(); ++m) {
    if (result.models[static_cast<std::size_t>(m)]) add_subgroups(plan, result, m, rows);
  }
  ResultTable table;
  table.strings("marker", rows.marker, "markers M1..M8 and network means")
      .strings("marker_at", rows.at, "where the model's difference of arms is taken")
      .numbers("arm_difference", vector_of(rows.beta), outcome_units, "other arm less reference arm")
      .numbers("se", vector_of(rows.se), outcome_units, "its standard error")
      .numbers("ci_low", vector_of(rows.low), outcome_units, "lower bound of its 95 % interval")
      .numbers("ci_high", vector_of(rows.high), outcome_units, "upper bound of its 95 % interval")
      .strings("third", rows.third, "third of the participants by marker, for what follows")
      .integers("n_reference", vector_of(rows.n_reference), "participants", "of the third in the reference arm")
      .integers("n_other", vector_of(rows.n_other), "participants", "of the third in the other arm")
      .numbers("mean_reference", vector_of(rows.mean_reference), outcome_units,
               "their mean adjusted outcome; none below 5")
      .numbers("mean_other", vector_of(rows.mean_other), outcome_units, "likewise in the other arm");
  return table;
}

ResultTable participants_table(const TreatmentPlan& plan, const TreatmentResult& result)
{
  std::vector<std::string> id;
  std::vector<std::string> site;
  std::vector<std::string> arm;
  const auto& cohort = plan.people.participants.cohort;
  for (std::size_t row = 0; row < plan.people.design.rows.size(); ++row) {
    const auto r = static_cast<std::size_t>(plan.people.design.rows[row]);
    id.push_back(cohort.runs[r].participant);
    site.push_back(cohort.site[r]);
    arm.push_back(plan.arms[plan.arm[static_cast<Eigen::Index>(row)] > 0.5 ? 1 : 0]);
  }
  const auto& benefit = *result.benefit;
  ResultTable table;
  table.strings("participant_id", id, "participant")
      .strings("site", site, "site, held out as a whole")
      .strings("arm", arm, "arm the participant was in")
      .numbers("observed", plan.post, outcome_units, "outcome")
      .numbers("predicted", benefit.with_markers.predicted, outcome_units,
               "by models of the other sites, markers included")
      .numbers("predicted_covariates", benefit.covariates_only.predicted, outcome_units, "likewise without markers")
      .numbers("benefit", benefit.with_markers.benefit, outcome_units,
               "predicted outcome in the other arm less the reference arm");
  return table;
}

ResultTable benefit_table(const clinical::Benefit& benefit)
{
  std::vector<std::string> names{"lowest", "middle", "highest"};
  std::vector<int> n_reference, n_other;
  std::vector<double> predicted, observed, low, high;
  for (const auto& third : benefit.thirds) {
    n_reference.push_back(third.n_reference);
    n_other.push_back(third.n_other);
    predicted.push_back(third.predicted);
    observed.push_back(third.observed);
    low.push_back(third.low);
    high.push_back(third.high);
  }
  ResultTable table;
  table.strings("third", names, "thirds of the participants by predicted benefit")
      .integers("n_reference", vector_of(n_reference), "participants", "in the reference arm")
      .integers("n_other", vector_of(n_other), "participants", "in the other arm")
      .numbers("predicted", vector_of(predicted), outcome_units, "mean predicted difference of arms")
      .numbers("observed", vector_of(observed), outcome_units, "observed difference of arms")
      .numbers("ci_low", vector_of(low), outcome_units, "lower bound of its 95 % interval (Welch)")
      .numbers("ci_high", vector_of(high), outcome_units, "upper bound");
  return table;
}

ResultTable dropout_table(const TreatmentPlan& plan)
{
  std::vector<std::string> site, arm;
  std::vector<int> with, without;
  for (const auto& cell : plan.lost) {
    site.push_back(cell.site);
    arm.push_back(cell.group);
    with.push_back(cell.n_included);
    without.push_back(cell.n_excluded);
  }
  ResultTable table;
  table.strings("site", site, "site")
      .strings("arm", arm, "arm")
      .integers("n_with_outcome", vector_of(with), "participants", "who have the outcome")
      .integers("n_without", vector_of(without), "participants", "who lack it");
  return table;
}

Json benefit_json(const TreatmentResult& result)
{
  if (!result.benefit) return {{"not_computed", result.no_benefit}};
  const auto& b = *result.benefit;
  return {{"markers", result.benefit_markers},
          {"folds", "leave-one-site-out, penalty by leave-one-site-out inside"},
          {"q2", b.with_markers.q2},
          {"q2_covariates", b.covariates_only.q2},
          {"gain", b.gain},
          {"calibration_slope", b.calibration},
          {"calibration_low", b.calibration_low},
          {"calibration_high", b.calibration_high},
          {"calibration_p", b.calibration_p},
          {"penalty_of_fold", b.with_markers.penalty_of_fold}};
}

std::string summary_text(const Options& options, const GroupData& data, const TreatmentPlan& plan,
                         const TreatmentResult& result)
{
  const auto contrast = plan.two_arms() ? clinical::interaction : clinical::prognosis;
  const Json json{{"program", "dmn-cohort " + base::version()},
                  {"outcome", plan.columns.post},
                  {"baseline", plan.columns.pre},
                  {"covariates", plan.columns.covariates},
                  {"arms", plan.two_arms() ? Json{plan.arms[0], plan.arms[1]} : Json::array()},
                  {"n_of_arm", plan.two_arms() ? Json{plan.n_of_arm[0], plan.n_of_arm[1]} : Json{plan.n_of_arm[0]}},
                  {"randomised", plan.two_arms() && plan.columns.randomised},
                  {"reading", reading_of_interaction(plan)},
                  {"participants", plan.post.size()},
                  {"left_out", plan.people.left_out.size()},
                  {"minimum_detectable_80_percent_power", detectable(result, contrast)},
                  {"lost_test", stats::words(plan.lost_test.method)},
                  {"lost_p", plan.lost_test.p},
                  {"relabellings", result.n_relabellings},
                  {"multiplicity", "max-T over M1..M8 and over the network means"},
                  {"benefit", benefit_json(result)},
                  {"seed", options.seed},
                  {"tag", tags_in_words(data)}};
  return json.dump(2) + "\n";
}

void write_plots(const std::filesystem::path& folder, const TreatmentPlan& plan, const TreatmentResult& result)
{
  for (std::size_t m = 0; m < result.models.size(); ++m) {
    const auto& marker = result.markers.summaries[m];
    if (!result.models[m] || !(connectivity::is_fixed_marker(marker) || marker.name.starts_with("within_"))) continue;
    store::write_text_atomically(folder / "plots" / (folder_name(marker.name) + ".svg"),
                                 report::svg_file(response_drawing(plan, *result.models[m], marker)));
  }
}

/// A table of this run, or no table of an earlier one.
void write_or_remove(const std::filesystem::path& file, const std::optional<ResultTable>& table)
{
  if (table) store::write_text_atomically(file, table->tsv());
  if (!table) std::filesystem::remove(file);
}

}  // namespace

void write_response(const Options& options, const GroupData& data, const TreatmentPlan& plan,
                    const TreatmentResult& result)
{
  const auto folder = options.out / "treatment";
  const auto markers = markers_table(plan, result);
  std::optional<ResultTable> subgroups;
  std::optional<ResultTable> participants;
  std::optional<ResultTable> benefit;
  if (plan.two_arms()) subgroups = subgroups_table(plan, result);
  if (result.benefit) participants = participants_table(plan, result);
  if (result.benefit) benefit = benefit_table(*result.benefit);
  const auto dropout = dropout_table(plan);
  store::write_text_atomically(folder / "markers.tsv", markers.tsv());
  write_or_remove(folder / "subgroups.tsv", subgroups);
  write_or_remove(folder / "participants.tsv", participants);
  write_or_remove(folder / "benefit.tsv", benefit);
  store::write_text_atomically(folder / "dropout.tsv", dropout.tsv());
  store::write_text_atomically(folder / "summary.json", summary_text(options, data, plan, result));
  store::write_text_atomically(folder / "report.txt", treatment_report(data, plan, result));
  write_plots(folder, plan, result);
  store::ResultWriter file(folder / "result.h5", "dmn-cohort-treatment/1", provenance_of(options));
  file.attribute("outcome", plan.columns.post);
  file.attribute("reading", reading_of_interaction(plan));
  file.attribute("roi_hash", data.cohort.roi_hash);
  markers.write(file, "/markers");
  dropout.write(file, "/dropout");
  if (subgroups) subgroups->write(file, "/subgroups");
  if (participants) participants->write(file, "/participants");
  if (benefit) benefit->write(file, "/benefit");
  file.finish();
}

}  // namespace dmn::jobs
