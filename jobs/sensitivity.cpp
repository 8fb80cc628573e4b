#include "sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/log.hpp"
#include "group_estimates.hpp"
#include "harmonised_data.hpp"
#include "outcome_names.hpp"
#include "stats/robustness.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

/// `24p-acompcor` from `cohort_rois-dmn-pain_denoise-24p-acompcor.h5`.
std::string pipeline_name(const std::filesystem::path& file)
{
  const std::string stem = file.stem().string();
  const auto denoise = stem.rfind("_denoise-");
  return denoise == std::string::npos ? stem : stem.substr(denoise + std::string("_denoise-").size());
}

std::filesystem::path cohort_file_of(const Options& options)
{
  return options.group.data ? *options.group.data : options.out / "cohort.h5";
}

std::vector<std::filesystem::path> files_beside(const std::filesystem::path& cohort_file)
{
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::absolute(cohort_file).parent_path())) {
    const auto name = entry.path().filename().string();
    const bool further = name.starts_with("cohort_rois-") && name.find("_denoise-") != std::string::npos;
    if (name == "cohort.h5" || (further && name.ends_with(".h5"))) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

bool same_edges(const stats::Cohort& a, const stats::Cohort& b)
{
  if (a.edges.size() != b.edges.size()) return false;
  for (Eigen::Index edge = 0; edge < a.edges.size(); ++edge) {
    if (a.edges[edge].i != b.edges[edge].i || a.edges[edge].j != b.edges[edge].j) return false;
  }
  return true;
}

bool same_rois(const stats::Cohort& a, const stats::Cohort& b)
{
  return a.roi_hash == b.roi_hash && same_edges(a, b);
}

void require_same_rois(const GroupData& data, const GroupData& other)
{
  if (same_rois(data.cohort, other.cohort)) return;
  throw base::UsageError("the cohort files have different ROI sets",
                         {.file = other.source,
                          .field = "group.sensitivity",
                          .expected = fmt::format("{} ({} ROIs, hash {}) of {}", data.cohort.roi_set,
                                                  data.cohort.rois.size(), data.cohort.roi_hash, data.source),
                          .found = fmt::format("{} ({} ROIs, hash {})", other.cohort.roi_set, other.cohort.rois.size(),
                                               other.cohort.roi_hash)});
}

bool same_pipeline(const GroupData& data, const GroupData& other)
{
  std::error_code problem;
  if (std::filesystem::equivalent(data.source, other.source, problem)) return true;
  return !data.cohort.pipeline.empty() && data.cohort.pipeline == other.cohort.pipeline;
}

void require_another_pipeline(const GroupData& data, const GroupData& other)
{
  if (!same_pipeline(data, other)) return;
  throw base::UsageError("holds the pipeline of the analysis itself: it would agree with itself",
                         {.file = other.source, .field = "group.sensitivity"});
}

void say_robustness(const std::string& contrast, const std::string& name, const std::string& what,
                    const std::vector<stats::RobustnessRow>& rows)
{
  using stats::Robustness;
  base::info("{}: {} robust against pipeline {}: {} of {} with p < .05 in the main pipeline", contrast, what, name,
             count(rows, Robustness::robust),
             count(rows, Robustness::robust) + count(rows, Robustness::primary_only) +
                 count(rows, Robustness::opposite_signs));
}

std::string robustness_tsv(const OutcomeNames& names, const std::vector<stats::RobustnessRow>& rows)
{
  using Row = stats::RobustnessRow;
  report::TsvWriter table;
  names.begin(table);
  const auto add = [&](const char* name, double Row::*field) {
    Eigen::VectorXd values(static_cast<Eigen::Index>(rows.size()));
    for (std::size_t row = 0; row < rows.size(); ++row) values[static_cast<Eigen::Index>(row)] = rows[row].*field;
    table.numbers(name, values);
  };
  add("beta_primary", &Row::beta_primary);
  add("g_primary", &Row::g_primary);
  add("p_primary", &Row::p_primary);
  add("beta_sensitivity", &Row::beta_sensitivity);
  add("g_sensitivity", &Row::g_sensitivity);
  add("p_sensitivity", &Row::p_sensitivity);
  std::vector<std::string> verdicts;
  for (const auto& row : rows) verdicts.push_back(stats::words(row.robustness));
  return table.strings("robustness", std::move(verdicts)).text();
}

void remove_earlier_tables(const Options& options, const stats::GroupResult& result)
{
  for (const auto& contrast : result.contrasts) {
    for (const auto& entry : std::filesystem::directory_iterator(options.out / "group" / contrast.contrast.name)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("robustness_") || name.starts_with("markers_robustness_"))
        std::filesystem::remove(entry.path());
    }
  }
}

/// On the master: the tables of one pipeline.
void write_tables(const Options& options, const stats::GroupResult& result, const SensitivityPlan& other,
                  const std::vector<stats::TestStatistics>& edges, const std::vector<stats::TestStatistics>& markers)
{
  for (std::size_t c = 0; c < result.contrasts.size(); ++c) {
    const auto& contrast = result.contrasts[c];
    if (contrast.contrast.is_f_test) continue;
    const auto folder = options.out / "group" / contrast.contrast.name;
    const auto write = [&](const std::string& prefix, const OutcomeNames& names, const std::string& what,
                           const std::vector<stats::RobustnessRow>& rows) {
      store::write_text_atomically(folder / fmt::format("{}robustness_{}.tsv", prefix, other.name),
                                   robustness_tsv(names, rows));
      say_robustness(contrast.contrast.name, other.name, what, rows);
    };
    write("", edge_names(other.data.cohort, other.plan), "edges", stats::robustness_table(contrast.edges, edges[c]));
    if (contrast.markers.size() != markers[c].size()) {
      base::warn("{}: markers of pipeline {} are not comparable: other ROIs lack data there", contrast.contrast.name,
                 other.name);
      continue;
    }
    write("markers_", marker_names(result.markers.summaries), "markers",
          stats::robustness_table(contrast.markers, markers[c]));
  }
}

void plan_one(const Options& options, const stats::GroupOptions& group, SensitivityPlan& plan)
{
  try {
    plan.plan = stats::plan_comparison(plan.data.cohort, group);
    if (options.group.harmonise.method != Harmonisation::none)
      plan.harmonise = plan_harmonisation(options.group.harmonise, plan.plan);
  } catch (const base::DesignError& problem) {
    throw base::DesignError(fmt::format("of group.sensitivity {}: {}", plan.data.source, problem.what()));
  }
}

}  // namespace

std::vector<SensitivityPlan> plan_sensitivity(const Options& options, const stats::GroupOptions& group,
                                              const GroupData& data)
{
  const bool from_cohort_file = options.group.data || !options.input.matrices;
  if (options.group.no_sensitivity || (options.group.sensitivity.empty() && !from_cohort_file)) return {};
  const bool given = !options.group.sensitivity.empty();
  const auto files = given ? options.group.sensitivity : files_beside(cohort_file_of(options));
  std::vector<SensitivityPlan> plans;
  std::set<std::string> names;
  for (const auto& file : files) {
    SensitivityPlan plan{.name = pipeline_name(file), .data = load_cohort_file(file, options.group.kind)};
    if (!given && (!same_rois(data.cohort, plan.data.cohort) || same_pipeline(data, plan.data))) continue;
    require_same_rois(data, plan.data);
    require_another_pipeline(data, plan.data);
    if (!names.insert(plan.name).second) {
      throw base::UsageError("two pipelines have one name",
                             {.file = file.string(), .field = "group.sensitivity", .found = plan.name});
    }
    plan_one(options, group, plan);
    plans.push_back(std::move(plan));
  }
  return plans;
}

void compare_pipelines_together(const Options& options, const stats::GroupResult& result,
                                const std::vector<SensitivityPlan>& plans, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] { remove_earlier_tables(options, result); });
  for (const auto& other : plans) {
    auto read = stats::outcomes_of(other.plan, other.data.read_edges);
    if (other.harmonise)
      read = harmonise_together(options.group.harmonise, other.data.cohort, other.plan, read, *other.harmonise, world)
                 .read;
    const auto edges = fit_edges_together(other.plan, read, world);
    parallel::on_master(world, [&] {
      const auto markers = stats::summarise(other.data.cohort, other.plan, read);
      write_tables(options, result, other, edges, stats::fit(other.plan, markers.values));
    });
  }
}

}  // namespace dmn::jobs
