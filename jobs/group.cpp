#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "group_data.hpp"
#include "group_edges.hpp"
#include "group_files.hpp"
#include "group_words.hpp"
#include "jobs.hpp"

namespace dmn::jobs {
namespace {

constexpr double alpha = 0.05;

stats::GroupOptions statistics_options(const GroupOptions& options)
{
  stats::GroupOptions group{
      .model = options.model, .contrasts = options.contrasts, .edges = options.edges, .alpha = alpha};
  if (!options.session.empty()) group.session = options.session;
  return group;
}

/// The master's part: markers need every edge of a participant.
stats::GroupResult conclude(const GroupData& data, const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                            std::vector<stats::TestStatistics> edges)
{
  auto markers = stats::summarise(data.cohort, plan, read);
  auto marker_fits = stats::fit(plan, markers.values);
  return stats::conclude(plan, std::move(markers), std::move(edges), std::move(marker_fits), alpha);
}

}  // namespace

ExitStatus group_job(const Options& options, const parallel::Communicator& world)
{
  if (options.input.series && !options.group.data) {
    const auto status = connectivity_job(options, world);
    if (status != ExitStatus::done && status != ExitStatus::some_excluded) return status;
  }
  GroupData data;
  stats::GroupPlan plan;
  parallel::agree(world, [&] {
    data = load_group_data(options);
    plan = stats::plan_comparison(data.cohort, statistics_options(options.group));
  });
  if (world.is_master()) say_who(data, plan);

  const auto read = stats::outcomes_of(plan, data.read_edges);
  auto edges = fit_edges_together(plan, read, world);
  parallel::on_master(world, [&] {
    const auto result = conclude(data, plan, read, std::move(edges));
    for (const auto& warning : result.warnings) base::log_warning(warning);
    for (const auto& contrast : result.contrasts) say_found(data, result, contrast);
    if (options.dry_run) return;
    write_group_files(options, data, result);
    for (const auto& contrast : result.contrasts)
      base::info("{}", (options.out / "group" / contrast.contrast.name / "edges.tsv").string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
