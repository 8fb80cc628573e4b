#include "clinical_words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "base/version.hpp"
#include "connectivity/kind.hpp"
#include "methods_text.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* banner =
    "Research use only; not a diagnostic device. Values describe statistical position relative to this cohort's\n"
    "controls and do not confirm, refute or explain a person's pain.\n";

}  // namespace

const char* const no_course_note =
    "A difference between people at one time does not say how it came about: that needs change within persons\n"
    "(dmn-cohort change).\n";

std::string report_head(const std::string& title, const GroupData& data)
{
  const auto& cohort = data.cohort;
  return fmt::format("{}\n\n{}\ndmn-cohort {}; regions {} {}\n{}\n", title, banner, base::version(),
                     cohort.roi_set.empty() ? "of the input" : cohort.roi_set, cohort.roi_hash.substr(0, 12),
                     tags_in_words(data));
}

std::string tags_in_words(const GroupData& data)
{
  if (connectivity::is_confirmatory_kind(data.kind)) return "M1..M8 confirmatory, network means and edges exploratory";
  return fmt::format("exploratory, M1..M8 too: they were fixed in advance for correlation, not for {}", data.kind);
}

std::string people_sentence(const stats::GroupPlan& plan)
{
  std::set<std::string> sites;
  std::vector<std::string> cells;
  for (const auto& count : plan.counts) {
    if (!count.site.empty()) sites.insert(count.site);
    cells.push_back(fmt::format("{} at {}: {}", count.group.empty() ? "no group" : count.group,
                                count.site.empty() ? "no site" : count.site, count.n));
  }
  return fmt::format("{} participants{} ({}); {} left out", plan.design.n_rows(),
                     sites.empty() ? "" : " from " + counted(std::ssize(sites), "site"), base::join(cells, ", "),
                     plan.left_out.size());
}

std::string effect_words(const stats::TestStatistics& tested, Eigen::Index at)
{
  if (std::isnan(tested.g[at])) return "not tested: " + stats::words(tested.status[static_cast<std::size_t>(at)]);
  return fmt::format("g {:+.3f} [{:+.3f}, {:+.3f}]", tested.g[at], tested.g_low[at], tested.g_high[at]);
}

std::string p_words(double p, double p_fwe)
{
  if (std::isnan(p)) return "no p";
  return fmt::format("p = {:.4g}{}", p, std::isnan(p_fwe) ? "" : fmt::format(", p_fwe = {:.4g}", p_fwe));
}

}  // namespace dmn::jobs
