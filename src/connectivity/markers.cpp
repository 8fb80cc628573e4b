#include <algorithm>
#include <utility>

#include "connectivity/roi_group.hpp"
#include "connectivity/summaries.hpp"

namespace dmn::connectivity {
namespace {

/// The sides of a marker: parts of one side that must each be in the ROI set. No second side: within the first.
struct Sides {
  std::vector<std::vector<int>> first;
  std::vector<std::vector<int>> second = {};
};

bool all_present(const std::vector<std::vector<int>>& parts)
{
  return std::none_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); });
}

std::vector<int> joined(const std::vector<std::vector<int>>& parts)
{
  std::vector<int> rois;
  for (const auto& part : parts) rois.insert(rois.end(), part.begin(), part.end());
  return rois;
}

void add_marker(std::vector<Summary>& markers, const RoiGroups& groups, const char* name, const char* description,
                const Sides& sides)
{
  if (!all_present(sides.first) || !all_present(sides.second)) return;
  auto edges = sides.second.empty() ? groups.edges_within(joined(sides.first))
                                    : groups.edges_between(joined(sides.first), joined(sides.second));
  if (!edges.empty()) markers.push_back({name, description, std::move(edges)});
}

}  // namespace

std::vector<Summary> confirmatory_markers(const RoiTable& rois, const EdgeList& edges, const std::vector<int>& dropped)
{
  const RoiGroups groups(rois, edges, dropped);
  const auto region = [&groups](const char* name) { return groups.region(name); };
  const auto network = [&groups](const char* name) { return groups.network(name); };
  const auto subsystem = [&groups](const char* name) { return groups.subsystem(name); };

  std::vector<Summary> markers;
  add_marker(markers, groups, "M1", "within network DMN", {{network("DMN")}});
  add_marker(markers, groups, "M2", "aMPFC with PCC, PCu and pIPL",
             {{region("aMPFC")}, {region("PCC"), region("PCu"), region("pIPL")}});
  add_marker(markers, groups, "M3", "subsystem core with subsystem insula",
             {{subsystem("core")}, {subsystem("insula")}});
  add_marker(markers, groups, "M4", "network DMN with network Salience", {{network("DMN")}, {network("Salience")}});
  add_marker(markers, groups, "M5", "aMPFC with NAc", {{region("aMPFC")}, {region("NAc")}});
  add_marker(markers, groups, "M6", "aHC with aMPFC", {{region("aHC")}, {region("aMPFC")}});
  add_marker(markers, groups, "M7", "PAG with pgACC", {{region("PAG")}, {region("pgACC")}});
  add_marker(markers, groups, "M8", "within subsystem medial_temporal", {{subsystem("medial_temporal")}});
  return markers;
}

}  // namespace dmn::connectivity
