#include "group_quality.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/log.hpp"
#include "outcome_names.hpp"
#include "stats/exclusion_test.hpp"
#include "stats/group_motion.hpp"
#include "stats/motion_benchmark.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

/// Numbers that could not be had are null.
Json number(double value)
{
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

stats::MotionCoupling coupling_of(const NamedColumns& motion)
{
  return {.n = motion.column("n").cast<int>(), .r = motion.column("r"), .p = motion.column("p")};
}

Eigen::VectorXd distances_of(const stats::Cohort& cohort, const stats::GroupPlan& plan)
{
  const Eigen::VectorXd all = stats::edge_distances(cohort.rois, cohort.edges);
  return all(plan.edges);
}

Json motion_json(const stats::MotionBenchmark& benchmark)
{
  return {{"edges", benchmark.n_edges},
          {"median_abs_r", number(benchmark.median_abs_r)},
          {"expected_abs_r_without_coupling", number(benchmark.expected_abs_r)},
          {"share_p_below_05", number(benchmark.share_p)},
          {"share_q_below_05", number(benchmark.share_q)},
          {"distance_rho", number(benchmark.distance_rho)}};
}

Json motion_of_groups(const stats::GroupPlan& plan)
{
  Json rows = Json::array();
  const auto mean_fd = mean_fd_of(plan);
  const auto* group = plan.design.find_role(stats::Role::group);
  if (!mean_fd || group == nullptr) return rows;
  std::vector<std::string> labels;
  for (const int level : group->level) labels.push_back(group->levels[static_cast<std::size_t>(level)]);
  for (const auto& pair : stats::group_motion(*mean_fd, labels, group->levels)) {
    rows.push_back({{"contrast", pair.first + " - " + pair.second},
                    {"mean_fd_" + pair.first, number(pair.mean_first)},
                    {"mean_fd_" + pair.second, number(pair.mean_second)},
                    {"welch_t", number(pair.t)},
                    {"df", number(pair.df)},
                    {"p", number(pair.p)},
                    {"g", number(pair.g)},
                    {"g_low", number(pair.g_low)},
                    {"g_high", number(pair.g_high)}});
    base::info("mean FD {} - {}: {:.4f} - {:.4f} mm, Welch t = {:.3f}, p = {:.4g}, g {:+.3f}", pair.first, pair.second,
               pair.mean_first, pair.mean_second, pair.t, pair.p, pair.g);
  }
  return rows;
}

Json lost_dof_json(const stats::Cohort& cohort)
{
  const auto column = [&](const char* name) {
    const auto* found = cohort.qc.find(name);
    const auto n = static_cast<Eigen::Index>(cohort.runs.size());
    if (found == nullptr || !found->numeric) return Eigen::VectorXd(Eigen::VectorXd::Constant(n, std::nan("")));
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(found->numbers.data(), n));
  };
  const auto lost = stats::lost_dof(column("n_volumes"), column("n_kept"), column("confound_rank"), column("dof"));
  return {{"runs", lost.n_runs},
          {"mean_total", number(lost.total)},
          {"mean_regressors", number(lost.regressors)},
          {"mean_censored", number(lost.censored)},
          {"mean_filtered", number(lost.filtered)}};
}

/// Every participant once: included with any run of the analysis' session, else excluded.
std::vector<stats::ExclusionCount> count_exclusions(const stats::Cohort& cohort, const stats::GroupPlan& plan)
{
  std::vector<std::string> site;
  std::vector<std::string> group;
  std::vector<bool> excluded;
  std::set<std::string> counted;
  const auto add = [&](const std::string& participant, const std::string& where, const std::string& whose, bool out) {
    if (!counted.insert(base::bare_participant(participant)).second) return;
    site.push_back(where);
    group.push_back(whose);
    excluded.push_back(out);
  };
  const auto& included = plan.participants.cohort;
  for (std::size_t row = 0; row < included.runs.size(); ++row)
    add(included.runs[row].participant, included.site[row], included.group[row], false);
  for (const auto& exclusion : cohort.excluded) add(exclusion.id.participant, exclusion.site, exclusion.group, true);
  return stats::exclusion_counts(site, group, excluded);
}

std::string exclusions_tsv(const std::vector<stats::ExclusionCount>& counts)
{
  std::vector<std::string> site;
  std::vector<std::string> group;
  Eigen::MatrixXi n(static_cast<Eigen::Index>(counts.size()), 2);
  for (std::size_t row = 0; row < counts.size(); ++row) {
    site.push_back(counts[row].site);
    group.push_back(counts[row].group);
    n.row(static_cast<Eigen::Index>(row)) << counts[row].n_included, counts[row].n_excluded;
  }
  report::TsvWriter table;
  table.strings("site", std::move(site)).strings("group", std::move(group));
  return table.integers("n_included", n.col(0)).integers("n_excluded", n.col(1)).text();
}

Json exclusion_json(const std::vector<stats::ExclusionCount>& counts)
{
  int n_excluded = 0;
  for (const auto& count : counts) n_excluded += count.n_excluded;
  const auto test = stats::differential_exclusion(counts);
  if (test.method != stats::ExclusionMethod::none)
    base::info("{} participants excluded; differential exclusion of the groups: {}, p = {:.4g}", n_excluded,
               words(test.method), test.p);
  return {{"participants_excluded", n_excluded},
          {"test", words(test.method)},
          {"statistic", number(test.statistic)},
          {"df", number(test.df)},
          {"p", number(test.p)}};
}

void write_motion_edges(const std::filesystem::path& path, const stats::Cohort& cohort, const stats::GroupPlan& plan,
                        const stats::MotionCoupling& coupling, const Eigen::VectorXd& distance_mm)
{
  report::TsvWriter table;
  edge_names(cohort, plan).begin(table);
  table.integers("n", coupling.n).numbers("r", coupling.r).numbers("p", coupling.p).numbers("distance_mm", distance_mm);
  store::write_text_atomically(path, table.text());
}

}  // namespace

void report_quality(const Options& options, const GroupData& data, const stats::GroupPlan& plan,
                    const NamedColumns& motion, const stats::MotionModel* model)
{
  const auto folder = options.out / "group";
  Json quality;
  const bool any_edge = model != nullptr && !motion.column("r").array().isNaN().all();
  if (any_edge) {
    const auto coupling = coupling_of(motion);
    const auto distances = distances_of(data.cohort, plan);
    const auto benchmark = stats::motion_benchmark(coupling, distances, model->n_subjects(), model->n_covariates());
    base::info("QC-FC: median |r| {:.4f} (without coupling {:.4f}), {:.1f} % of edges p < .05{}",
               benchmark.median_abs_r, benchmark.expected_abs_r, 100 * benchmark.share_p,
               std::isnan(benchmark.distance_rho) ? "" : fmt::format(", distance rho {:+.3f}", benchmark.distance_rho));
    quality["qc_fc"] = motion_json(benchmark);
    write_motion_edges(folder / "motion_edges.tsv", data.cohort, plan, coupling, distances);
  } else {
    base::info("no QC-FC: {}", model == nullptr ? "mean_fd is not known of every participant of the model"
                                                : "too few participants for a partial correlation with mean_fd");
    quality["qc_fc"] = nullptr;
  }
  quality["mean_fd_by_group"] = motion_of_groups(plan);
  quality["lost_dof"] = lost_dof_json(data.cohort);
  const auto counts = count_exclusions(data.cohort, plan);
  quality["exclusions"] = exclusion_json(counts);
  store::write_text_atomically(folder / "exclusions.tsv", exclusions_tsv(counts));
  store::write_text_atomically(folder / "quality.json", quality.dump(2) + "\n");
}

}  // namespace dmn::jobs
