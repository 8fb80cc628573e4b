#include <algorithm>
#include <string>

#include "base/log.hpp"
#include "base/text.hpp"
#include "jobs.hpp"
#include "share_data.hpp"
#include "store/atomic_file.hpp"
#include "store/site_summary_file.hpp"

namespace dmn::jobs {
namespace {

/// A site's name as the name of a file: what could lead out of the folder is replaced.
std::string file_stem(const std::string& site)
{
  std::string stem = site;
  std::ranges::replace_if(
      stem, [](char c) { return c == '/' || c == '\\' || c == '\0'; }, '_');
  return stem.starts_with('.') ? "_" + stem : stem;
}

}  // namespace

ExitStatus share_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const ShareData shared = load_share_data(options);
    for (const auto& warning : shared.data.warnings) base::log_warning(warning);
    const auto summary = summarise_site(options, shared);
    if (!summary.effect_left_out.empty())
      base::warn("no effect of the site by itself for the meta-analysis: {}", summary.effect_left_out);
    for (const auto& line : base::split(summary.statement, '\n')) {
      if (!line.empty()) base::info("{}", line);
    }
    if (options.dry_run) return;
    const auto stem = options.out / "share" / file_stem(summary.sums.site);
    store::write_site_summary(stem.string() + ".h5", summary);
    store::write_text_atomically(stem.string() + ".txt", summary.statement);
    base::info("{}.h5", stem.string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
