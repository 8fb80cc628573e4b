#include "signal/strategy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::signal {
namespace {

using Names = std::vector<std::string>;

/// Components a mask gives to 24p-acompcor (METHODS section 2: 5 WM and 5 CSF).
constexpr std::size_t components_of_a_mask = 5;

void append(Names& names, const Names& more)
{
  names.insert(names.end(), more.begin(), more.end());
}

Names expanded(const Names& signals)
{
  Names columns;
  for (const auto& name : signals) {
    append(columns, {name, name + "_derivative1", name + "_power2", name + "_derivative1_power2"});
  }
  return columns;
}

Names required_by_name(const std::string& strategy)
{
  Names columns;
  if (strategy == "none") return columns;
  append(columns, expanded(motion_columns()));
  if (strategy == "36p") append(columns, expanded({"csf", "white_matter", "global_signal"}));
  if (strategy == "simple") append(columns, {"csf", "white_matter"});
  if (strategy == "scrubbing") append(columns, expanded({"csf", "white_matter"}));
  return columns;
}

bool has_cosines(const std::string& strategy)
{
  return strategy == "simple" || strategy == "scrubbing" || strategy == "compcor";
}

/// `a_comp_cor_70` as (`a_comp_cor_`, 70): components are numbered, and 100 comes after 70.
std::pair<std::string, long long> numbered(const std::string& name)
{
  const auto digits = name.find_last_not_of("0123456789") + 1;
  return {name.substr(0, digits), base::parse_integer(name.substr(digits)).value_or(-1)};
}

/// Retained components of a mask as the sidecar lists them, in the order of their numbers.
Names retained_components(const ConfoundTable& table, const std::string& mask)
{
  Names names;
  for (const auto& [name, component] : table.components) {
    if (component.mask == mask && component.retained) names.push_back(name);
  }
  std::ranges::sort(names, {}, numbered);
  return names;
}

std::string no_component(const std::string& mask)
{
  return fmt::format("CompCor components of Mask {} (told by the sidecar)", mask);
}

/// Adds the components of a strategy; a mask without any goes to `missing`.
void add_components(const ConfoundTable& table, const std::string& strategy, Names& columns, Names& missing,
                    Names& warnings)
{
  if (strategy == "compcor") {
    const Names combined = retained_components(table, "combined");
    if (combined.empty()) missing.push_back(no_component("combined"));
    append(columns, combined);
  }
  if (strategy != "24p-acompcor") return;
  for (const std::string mask : {"WM", "CSF"}) {
    Names components = retained_components(table, mask);
    if (components.empty()) missing.push_back(no_component(mask));
    if (!components.empty() && components.size() < components_of_a_mask) {
      warnings.push_back(fmt::format("only {} retained CompCor components of Mask {}; 24p-acompcor takes {}",
                                     components.size(), mask, components_of_a_mask));
    }
    components.resize(std::min(components.size(), components_of_a_mask));
    append(columns, components);
  }
}

Names sorted_once(const Names& names)
{
  const std::set<std::string> unique(names.begin(), names.end());
  return {unique.begin(), unique.end()};
}

void refuse_missing(const Names& missing, const std::string& wanted_by)
{
  if (missing.empty()) return;
  throw base::InputError("missing confound", {.field = base::join(missing, ", "), .expected = wanted_by});
}

ConfoundChoice choose_listed(const ConfoundTable& table, const Names& patterns)
{
  Names columns;
  Names missing;
  for (const auto& pattern : patterns) {
    const auto before = columns.size();
    std::ranges::copy_if(table.names, std::back_inserter(columns),
                         [&](const auto& name) { return base::matches_wildcard(pattern, name); });
    if (columns.size() == before) missing.push_back(pattern);
  }
  refuse_missing(missing, "a column for every name and wildcard of the list");
  return {sorted_once(columns), {}};
}

void refuse_unknown(const std::string& strategy)
{
  if (std::ranges::find(strategy_names(), strategy) != strategy_names().end()) return;
  throw base::UsageError("unknown strategy", {.field = "denoise.strategy",
                                              .expected = base::join(strategy_names(), ", ") + ", or columns",
                                              .found = strategy});
}

}  // namespace

std::vector<std::string> motion_columns()
{
  return {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
}

std::vector<std::string> required_columns(const DenoiseOptions& options)
{
  Names columns = options.strategy == "columns" ? options.columns : required_by_name(options.strategy);
  if (options.std_dvars) columns.emplace_back("std_dvars");
  return columns;
}

ConfoundChoice choose_confounds(const ConfoundTable& table, const DenoiseOptions& options)
{
  if (options.strategy == "columns") return choose_listed(table, options.columns);
  refuse_unknown(options.strategy);
  ConfoundChoice choice;
  Names missing;
  Names columns = required_by_name(options.strategy);
  add_components(table, options.strategy, columns, missing, choice.warnings);
  if (has_cosines(options.strategy)) {
    std::ranges::copy_if(table.names, std::back_inserter(columns),
                         [](const auto& name) { return name.starts_with("cosine"); });
  }
  Names absent;
  std::ranges::copy_if(columns, std::back_inserter(absent), [&](const auto& name) { return !table.find(name); });
  append(absent, missing);
  refuse_missing(absent, fmt::format("every column of strategy {}", options.strategy));
  choice.columns = sorted_once(columns);
  return choice;
}

}  // namespace dmn::signal
