#include "stats/edge_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/suggestion.hpp"

namespace dmn::stats {
namespace {

using EdgeTest = std::function<bool(const std::string& network_i, const std::string& network_j)>;

void require_network(const std::string& name, const connectivity::RoiTable& rois)
{
  std::set<std::string> known;
  for (const auto& roi : rois) {
    if (!base::is_missing(roi.network)) known.insert(roi.network);
  }
  if (known.contains(name)) return;
  const std::vector<std::string> names(known.begin(), known.end());
  throw base::UsageError(fmt::format("group.edges: the ROI set has no network \"{}\" (networks: {}){}", name,
                                     names.empty() ? "none" : base::join(names, ", "), did_you_mean(name, names)));
}

[[noreturn]] void fail_form(const std::string& choice)
{
  throw base::UsageError(
      "cannot choose edges",
      {.field = "group.edges", .expected = "all, network:NAME or between:NAME,OTHER", .found = choice});
}

EdgeTest between(const std::string& choice, const std::string& names, const connectivity::RoiTable& rois)
{
  const auto parts = base::split(names, ',');
  if (parts.size() != 2) fail_form(choice);
  const std::string a(base::trim(parts.front()));
  const std::string b(base::trim(parts.back()));
  require_network(a, rois);
  require_network(b, rois);
  if (a == b) fail_form(choice);
  return [a, b](const std::string& i, const std::string& j) { return (i == a && j == b) || (i == b && j == a); };
}

EdgeTest within(const std::string& name, const connectivity::RoiTable& rois)
{
  require_network(name, rois);
  return [name](const std::string& i, const std::string& j) { return i == name && j == name; };
}

EdgeTest test_of(const std::string& choice, const connectivity::RoiTable& rois)
{
  const auto colon = choice.find(':');
  const std::string form(base::trim(choice.substr(0, colon)));
  if (colon == std::string::npos) {
    if (form != "all") fail_form(choice);
    return [](const std::string&, const std::string&) { return true; };
  }
  const std::string names(base::trim(choice.substr(colon + 1)));
  if (form == "network") return within(names, rois);
  if (form == "between") return between(choice, names, rois);
  fail_form(choice);
}

}  // namespace

std::vector<Eigen::Index> select_edges(const std::string& choice, const connectivity::RoiTable& rois,
                                       const connectivity::EdgeList& edges)
{
  const EdgeTest chosen = test_of(choice, rois);
  std::vector<Eigen::Index> positions;
  for (Eigen::Index edge = 0; edge < edges.size(); ++edge) {
    const auto& [i, j] = edges[edge];
    if (chosen(rois[static_cast<std::size_t>(i)].network, rois[static_cast<std::size_t>(j)].network)) {
      positions.push_back(edge);
    }
  }
  if (positions.empty()) throw base::UsageError(fmt::format("group.edges: \"{}\" holds no edge of the data", choice));
  return positions;
}

}  // namespace dmn::stats
