#include <algorithm>
#include <vector>

#include "base/log.hpp"
#include "jobs.hpp"
#include "pool_files.hpp"
#include "sites/site_effects.hpp"

namespace dmn::jobs {
namespace {

constexpr double alpha = 0.05;

void say_sites(const std::vector<sites::SiteSummary>& summaries)
{
  for (const auto& summary : summaries) {
    base::info("site {}: {} participants{}", summary.sums.site, summary.sums.n,
               summary.effect_left_out.empty() ? "" : ", not in the meta-analysis: " + summary.effect_left_out);
  }
}

std::vector<sites::SiteSums> sums_of(const std::vector<sites::SiteSummary>& summaries)
{
  std::vector<sites::SiteSums> sums;
  for (const auto& summary : summaries) sums.push_back(summary.sums);
  return sums;
}

std::vector<sites::SiteEffect> effects_of(const std::vector<sites::SiteSummary>& summaries)
{
  std::vector<sites::SiteEffect> effects;
  for (const auto& summary : summaries) effects.push_back(summary.effect);
  return effects;
}

void say_found(const sites::PooledStatistics& pooled, const std::vector<sites::MetaAnalysis>& meta)
{
  for (const auto& warning : pooled.warnings) base::log_warning(warning);
  base::info("{} of {} tested edges have q_fdr <= {} in the pooled model",
             (pooled.statistics.q_fdr.array() <= alpha).count(), pooled.statistics.n_tested(), alpha);
  const auto not_converged = std::ranges::count(meta, false, &sites::MetaAnalysis::converged);
  if (not_converged > 0)
    base::warn("meta-analysis: REML did not converge for {} edges; they have the DL value", not_converged);
}

}  // namespace

ExitStatus pool_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const auto summaries = read_summaries(options);
    say_sites(summaries);
    if (summaries.size() == 1) base::warn("one site is no pool: its sums alone give its own model");
    const auto pooled = sites::pooled_glm(summaries.front().plan, sums_of(summaries));
    const auto meta = sites::meta_analyses(effects_of(summaries));
    say_found(pooled, meta);
    if (options.dry_run) return;
    write_pool_files(options, summaries, pooled, meta);
    base::info("{}", (options.out / "pool" / "edges.tsv").string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
