#include "group_measures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "connectivity/hub_disruption.hpp"
#include "gather.hpp"
#include "report/measure_tables.hpp"
#include "statistic_fields.hpp"
#include "stats/fdr.hpp"
#include "stats/group_comparison.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* option = "group.measures";
constexpr const char* hub_disruption = "hub_disruption";
constexpr const char* of_hubs = "strength";
constexpr const char* reference_group = "control";
constexpr const char* hub_note =
    "Slope of (strength - controls' mean) on the controls' mean over regions, the participant left out of that mean; "
    "noise alone "
    "makes it negative, so only the difference between groups is to be read";

std::vector<bool> controls_of(const stats::GroupPlan& plan)
{
  std::vector<bool> controls;
  for (const auto row : plan.design.rows)
    controls.push_back(plan.participants.cohort.group[static_cast<std::size_t>(row)] == reference_group);
  return controls;
}

/// A measure of the model's rows: N x R or N x 1.
Eigen::MatrixXd values_of(const GroupData& data, const stats::GroupPlan& plan, const std::string& measure)
{
  const Eigen::MatrixXd by_run = data.read_measure(measure);
  return stats::values_of_rows(by_run, plan.participants, plan.design.rows);
}

void write_hub_disruption(const Options& options, const stats::GroupPlan& plan, const Eigen::VectorXd& disruption)
{
  std::vector<report::ParticipantValue> rows;
  for (std::size_t k = 0; k < plan.design.rows.size(); ++k) {
    const auto row = static_cast<std::size_t>(plan.design.rows[k]);
    const auto& cohort = plan.participants.cohort;
    rows.push_back({cohort.runs[row].participant, cohort.runs[row].session, cohort.group[row], cohort.site[row],
                    disruption[static_cast<Eigen::Index>(k)]});
  }
  store::write_text_atomically(options.out / "group" / "hub_disruption.tsv",
                               report::hub_disruption_tsv(rows, hub_note));
}

/// The outcomes of one measure and what its rows are called.
struct Outcomes {
  Eigen::MatrixXd values;
  std::string description;
};

Outcomes outcomes_of(const Options& options, const GroupData& data, const stats::GroupPlan& plan,
                     const std::string& measure)
{
  if (measure != hub_disruption)
    return {values_of(data, plan, measure), connectivity::measure_info(measure).description};
  const Eigen::VectorXd disruption = connectivity::hub_disruption(values_of(data, plan, of_hubs), controls_of(plan));
  write_hub_disruption(options, plan, disruption);
  return {disruption, hub_note};
}

void write_regions(const Options& options, const stats::Cohort& cohort, const stats::Contrast& contrast,
                   const std::vector<report::MeasureResult>& measures)
{
  const auto folder = options.out / "group" / contrast.name;
  store::write_text_atomically(folder / "regions.tsv", report::regions_tsv(cohort.rois, contrast, measures));
  store::ResultWriter file(folder / "regions.h5", "dmn-cohort-regions/1", provenance_of(options));
  file.attribute("model", options.group.model);
  file.attribute("contrast", contrast.expression);
  file.attribute("status", "exploratory");
  for (const auto& measure : measures) {
    const std::string group = "/" + measure.name;
    const auto& n = measure.statistics.n;
    file.integers(group + "/n", {n.begin(), n.end()}, "participants", "complete rows");
    for (const auto& field : statistic_fields())
      file.numbers(group + "/" + field.name, measure.statistics.*field.values, field.units, field.description);
  }
  file.finish();
}

void remove_regions(const Options& options, const stats::GroupPlan& plan)
{
  for (const auto& contrast : plan.contrasts)
    for (const auto* name : {"regions.tsv", "regions.h5"})
      std::filesystem::remove(options.out / "group" / contrast.name / name);
}

}  // namespace

void require_measures(const Options& options, const GroupData& data, const stats::GroupPlan& plan)
{
  for (const auto& measure : options.group.measures) {
    const std::string needed = measure == hub_disruption ? of_hubs : measure;
    if (std::ranges::find(data.measures, needed) != data.measures.end()) continue;
    if (data.measures.empty())
      throw base::UsageError(
          "there are no measures; they are computed by `dmn-cohort connectivity --connectivity.measures`",
          {.file = data.source, .field = option, .found = measure});
    throw base::UsageError("the cohort file does not hold this measure",
                           {.file = data.source,
                            .field = option,
                            .expected = base::join(data.measures, ", ") + ", hub_disruption (with strength)",
                            .found = measure});
  }
  const bool needs_controls = std::ranges::find(options.group.measures, hub_disruption) != options.group.measures.end();
  const auto controls = controls_of(plan);
  if (needs_controls && std::ranges::count(controls, true) < 2)
    throw base::DesignError("hub disruption compares with the mean of controls; the model has fewer than two",
                            {.field = option, .expected = "participants of the group `control`"});
}

void report_measures(const Options& options, const GroupData& data, const stats::GroupPlan& plan)
{
  const auto& asked = options.group.measures;
  if (std::ranges::find(asked, hub_disruption) == asked.end())
    std::filesystem::remove(options.out / "group" / "hub_disruption.tsv");
  if (asked.empty()) {
    remove_regions(options, plan);
    return;
  }
  if (options.group.harmonise.method != Harmonisation::none)
    base::warn("group.harmonise acts on edges; measures are compared as they are");
  std::vector<std::vector<report::MeasureResult>> by_contrast(plan.contrasts.size());
  for (const auto& measure : asked) {
    const Outcomes outcomes = outcomes_of(options, data, plan, measure);
    auto fits = stats::fit(plan, outcomes.values);
    for (std::size_t c = 0; c < fits.size(); ++c) {
      fits[c].q_fdr = stats::fdr_q(fits[c].p);
      by_contrast[c].push_back({measure, outcomes.description, std::move(fits[c])});
    }
  }
  for (std::size_t c = 0; c < plan.contrasts.size(); ++c)
    write_regions(options, data.cohort, plan.contrasts[c], by_contrast[c]);
}

}  // namespace dmn::jobs
