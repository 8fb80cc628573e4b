#include "markers/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/kind.hpp"
#include "connectivity/roi_group.hpp"

namespace dmn::markers {
namespace {

using connectivity::RoiGroups;

constexpr const char* default_mode = "DMN";

constexpr std::array<std::pair<MeasureKind, const char*>, 4> kinds{{{MeasureKind::confirmatory, "confirmatory"},
                                                                    {MeasureKind::network, "network mean"},
                                                                    {MeasureKind::subsystem, "DMN subsystem"},
                                                                    {MeasureKind::exploratory, "exploratory"}}};

void keep_if_any(std::vector<Measure>& measures, MeasureKind kind, connectivity::Summary summary)
{
  if (!summary.edges.empty()) measures.push_back({std::move(summary), kind});
}

std::vector<std::string> subsystems_of_default_mode(const connectivity::RoiTable& rois)
{
  std::set<std::string> names;
  for (const auto& roi : rois) {
    if (roi.network == default_mode && !base::is_missing(roi.subsystem)) names.insert(roi.subsystem);
  }
  return {names.begin(), names.end()};
}

std::vector<int> both(const std::vector<int>& a, const std::vector<int>& b)
{
  std::vector<int> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return common;
}

void add_subsystems(std::vector<Measure>& measures, const RoiGroups& groups, const std::vector<std::string>& names)
{
  const auto network = groups.network(default_mode);
  const auto members = [&](const std::string& name) { return both(network, groups.subsystem(name)); };
  for (const auto& name : names)
    keep_if_any(measures, MeasureKind::subsystem,
                {"within_subsystem_" + name, "mean within DMN subsystem " + name, groups.edges_within(members(name))});
  for (auto a = names.begin(); a != names.end(); ++a)
    for (auto b = a + 1; b != names.end(); ++b)
      keep_if_any(measures, MeasureKind::subsystem,
                  {fmt::format("between_subsystems_{}_{}", *a, *b),
                   fmt::format("mean between DMN subsystems {} and {}", *a, *b),
                   groups.edges_between(members(*a), members(*b))});
}

void add_targets(std::vector<Measure>& measures, const RoiGroups& groups)
{
  const auto network = groups.network(default_mode);
  const auto add = [&](const char* name, const char* description, const std::vector<int>& target) {
    keep_if_any(measures, MeasureKind::exploratory, {name, description, groups.edges_between(network, target)});
  };
  add("DMN_amygdala", "network DMN with subsystem amygdala", groups.subsystem("amygdala"));
  add("DMN_hippocampus", "network DMN with subsystem hippocampus", groups.subsystem("hippocampus"));
  add("DMN_insula", "network DMN with subsystem insula", groups.subsystem("insula"));
  add("DMN_dACC", "network DMN with dACC", groups.region("dACC"));
  add("DMN_dlPFC", "network DMN with dlPFC", groups.region("dlPFC"));
  add("DMN_brainstem", "network DMN with network Brainstem", groups.network("Brainstem"));
}

}  // namespace

std::string words(MeasureKind kind)
{
  return std::ranges::find(kinds, kind, &std::pair<MeasureKind, const char*>::first)->second;
}

MeasureKind parse_measure_kind(const std::string& text)
{
  for (const auto& [kind, word] : kinds) {
    if (text == word) return kind;
  }
  throw base::InputError("an unknown kind of measure", {.found = text});
}

std::vector<Measure> profile_measures(const connectivity::RoiTable& rois, const connectivity::EdgeList& edges,
                                      const std::vector<int>& dropped, const std::string& kind)
{
  const RoiGroups groups(rois, edges, dropped);
  std::vector<Measure> measures;
  const auto of_markers =
      connectivity::is_confirmatory_kind(kind) ? MeasureKind::confirmatory : MeasureKind::exploratory;
  for (auto& marker : connectivity::confirmatory_markers(rois, edges, dropped))
    measures.push_back({std::move(marker), of_markers});
  for (auto& mean : connectivity::network_summaries(rois, edges, dropped))
    measures.push_back({std::move(mean), MeasureKind::network});
  add_subsystems(measures, groups, subsystems_of_default_mode(rois));
  add_targets(measures, groups);
  return measures;
}

}  // namespace dmn::markers
