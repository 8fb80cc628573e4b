#include "simulation/effects.hpp"

#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "connectivity/summaries.hpp"

namespace dmn::simulation {
namespace {

using connectivity::Edge;
using connectivity::RoiTable;

constexpr std::array<std::pair<const char*, Variable>, 9> variables{{{"group", Variable::group},
                                                                     {"age", Variable::age},
                                                                     {"sex", Variable::sex},
                                                                     {"pain", Variable::pain},
                                                                     {"depression", Variable::depression},
                                                                     {"session", Variable::session},
                                                                     {"progress", Variable::progress},
                                                                     {"neuropathic", Variable::neuropathic},
                                                                     {"persistent", Variable::persistent}}};

base::UsageError refusal(const std::string& text, const std::string& expected)
{
  return base::UsageError("cannot plant this effect", {.field = "effect", .expected = expected, .found = text});
}

std::vector<int> members(const RoiTable& rois, std::string connectivity::Roi::*part, const std::string& name)
{
  std::vector<int> found;
  for (std::size_t r = 0; r < rois.size(); ++r)
    if (!name.empty() && rois[r].*part == name) found.push_back(static_cast<int>(r));
  return found;
}

std::vector<int> rois_called(const RoiTable& rois, const std::string& name)
{
  for (const auto part : {&connectivity::Roi::network, &connectivity::Roi::subsystem, &connectivity::Roi::label})
    if (auto found = members(rois, part, name); !found.empty()) return found;
  return {};
}

std::vector<std::string> known_names(const RoiTable& rois)
{
  std::set<std::string> names;
  for (const auto& roi : rois) names.insert({roi.network, roi.subsystem, roi.label});
  return {names.begin(), names.end()};
}

std::vector<Edge> pairs_between(const std::vector<int>& a, const std::vector<int>& b)
{
  std::set<Edge> edges;
  for (const int i : a)
    for (const int j : b)
      if (i != j) edges.insert({std::min(i, j), std::max(i, j)});
  return {edges.begin(), edges.end()};
}

std::vector<Edge> edges_of_marker(const RoiTable& rois, const std::string& name)
{
  const auto all = connectivity::EdgeList::full(static_cast<int>(rois.size()));
  std::vector<Edge> edges;
  for (const auto& marker : connectivity::confirmatory_markers(rois, all, {}))
    if (marker.name == name)
      for (const auto e : marker.edges) edges.push_back(all[e]);
  return edges;
}

std::vector<Edge> edges_of(const RoiTable& rois, const std::string& target, const std::string& text)
{
  if (const auto within = rois_called(rois, target); !within.empty()) return pairs_between(within, within);
  for (std::size_t dash = target.find('-'); dash != std::string::npos; dash = target.find('-', dash + 1)) {
    const auto a = rois_called(rois, target.substr(0, dash));
    const auto b = rois_called(rois, target.substr(dash + 1));
    if (!a.empty() && !b.empty()) return pairs_between(a, b);
  }
  if (auto marker = edges_of_marker(rois, target); !marker.empty()) return marker;
  const auto names = known_names(rois);
  for (const auto& part : base::split(target, '-'))
    if (rois_called(rois, part).empty())
      if (const auto near = base::nearest(part, names); !near.empty())
        throw refusal(text,
                      "networks, subsystems or ROIs of the ROI table; the nearest to \"" + part + "\" is " + near);
  throw refusal(text, "networks, subsystems or ROIs of the ROI table");
}

std::optional<Variable> variable_called(const std::string& name)
{
  for (const auto& [known, variable] : variables)
    if (name == known) return variable;
  return std::nullopt;
}

double parse_size(std::string value, const std::string& text, double participant_sd)
{
  const bool in_sd = value.ends_with("sd");
  if (in_sd) value.resize(value.size() - 2);
  const auto number = base::parse_double(value);
  if (!number || !(std::abs(*number) <= 3)) throw refusal(text, "a number between -3 and 3 after \"=\"");
  return in_sd ? *number * participant_sd : *number;
}

}  // namespace

std::string name_of(Variable variable)
{
  for (const auto& [name, known] : variables)
    if (known == variable) return name;
  throw base::ShapeError("a variable without a name");
}

Effect parse_effect(const std::string& text, const RoiTable& rois, double participant_sd)
{
  const auto equals = text.rfind('=');
  if (equals == std::string::npos) throw refusal(text, "[VARIABLE:]A-B=VALUE");
  std::string target = text.substr(0, equals);
  Effect effect{.text = text, .variable = Variable::group, .edges = {}, .fisher_z = 0};
  effect.fisher_z = parse_size(text.substr(equals + 1), text, participant_sd);
  if (const auto colon = target.find(':'); colon != std::string::npos) {
    const auto variable = variable_called(target.substr(0, colon));
    if (!variable)
      throw refusal(text,
                    "group, age, sex, pain, depression, session, progress, neuropathic or persistent before \":\"");
    effect.variable = *variable;
    target = target.substr(colon + 1);
  }
  effect.edges = edges_of(rois, target, text);
  if (effect.edges.empty()) throw refusal(text, "at least one pair of different ROIs");
  return effect;
}

}  // namespace dmn::simulation
