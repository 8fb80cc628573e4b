#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/text.hpp"
#include "jobs.hpp"
#include "share_data.hpp"
#include "store/atomic_file.hpp"
#include "store/site_summary_file.hpp"

namespace dmn::jobs {
namespace {

/// Word of `share.site` for every site of the data.
constexpr const char* every_site = "all";

/// A site's name as the name of a file: what could lead out of the folder is replaced.
std::string file_stem(const std::string& site)
{
  std::string stem = site;
  std::ranges::replace_if(
      stem, [](char c) { return c == '/' || c == '\\' || c == '\0'; }, '_');
  return stem.starts_with('.') ? "_" + stem : stem;
}

/// The sites whose sums are asked for: the one named, or all of the data.
std::vector<std::string> asked_sites(const Options& options, const ShareData& shared)
{
  if (options.share.site != every_site) return {options.share.site};
  std::set<std::string> sites(shared.data.cohort.site.begin(), shared.data.cohort.site.end());
  sites.erase("");
  return {sites.begin(), sites.end()};
}

/// Every site is summed before the first file is written: a refusal leaves nothing behind.
std::vector<sites::SiteSummary> summarise(const Options& options, const ShareData& shared)
{
  std::vector<sites::SiteSummary> summaries;
  for (const auto& site : asked_sites(options, shared)) {
    Options own = options;
    own.share.site = site;
    summaries.push_back(summarise_site(own, shared));
  }
  return summaries;
}

void say(const sites::SiteSummary& summary)
{
  if (!summary.effect_left_out.empty())
    base::warn("no effect of the site by itself for the meta-analysis: {}", summary.effect_left_out);
  for (const auto& line : base::split(summary.statement, '\n')) {
    if (!line.empty()) base::info("{}", line);
  }
}

void write(const Options& options, const sites::SiteSummary& summary)
{
  const auto stem = options.out / "share" / file_stem(summary.sums.site);
  store::write_site_summary(stem.string() + ".h5", summary);
  store::write_text_atomically(stem.string() + ".txt", summary.statement);
  base::info("{}.h5", stem.string());
}

}  // namespace

ExitStatus share_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const ShareData shared = load_share_data(options);
    for (const auto& warning : shared.data.warnings) base::log_warning(warning);
    const auto summaries = summarise(options, shared);
    for (const auto& summary : summaries) {
      say(summary);
      if (!options.dry_run) write(options, summary);
    }
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
