#include "sites/pooling_plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sites/site_rows.hpp"

namespace dmn::sites {
namespace {

constexpr const char* centre_option = "share.centre";
constexpr const char* levels_option = "share.levels";

using Named = std::vector<std::pair<std::string, std::string>>;

[[noreturn]] void refuse(const std::string& option, const std::string& expected, const std::string& found)
{
  throw base::UsageError("", {.field = option, .expected = expected, .found = found});
}

/// `a=1,b=2` cut at `separator`.
Named named_values(const std::string& text, char separator, const std::string& option, const std::string& expected)
{
  Named values;
  if (base::trim(text).empty()) return values;
  for (const auto& part : base::split(text, separator)) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) refuse(option, expected, text);
    values.emplace_back(base::trim(part.substr(0, equals)), base::trim(part.substr(equals + 1)));
  }
  return values;
}

std::map<std::string, double> centres_of(const std::string& text)
{
  constexpr const char* expected = "NAME=NUMBER,NAME=NUMBER, as in age=45,mean_fd=0.15";
  std::map<std::string, double> centres{{"age", 45.0}, {"mean_fd", 0.15}};
  for (const auto& [name, value] : named_values(text, ',', centre_option, expected)) {
    const auto number = base::parse_double(value);
    if (!number || !std::isfinite(*number)) refuse(centre_option, expected, text);
    centres[name] = *number;
  }
  return centres;
}

std::map<std::string, std::vector<std::string>> levels_of(const std::string& text, const std::string& group)
{
  constexpr const char* expected = "NAME=LEVEL,LEVEL;NAME=LEVEL,LEVEL, as in sex=F,M;group=control,patient";
  std::map<std::string, std::vector<std::string>> levels{{group, {"control", "patient"}}, {"sex", {"F", "M"}}};
  for (const auto& [name, value] : named_values(text, ';', levels_option, expected)) {
    std::vector<std::string> labels;
    for (const auto& label : base::split(value, ',')) labels.emplace_back(base::trim(label));
    auto sorted = labels;
    std::ranges::sort(sorted);
    const bool twice = std::ranges::adjacent_find(sorted) != sorted.end();
    if (labels.size() < 2 || twice || sorted.front().empty()) refuse(levels_option, expected, text);
    levels[name] = labels;
  }
  return levels;
}

void require_names_of_model(const Named& given, const std::vector<AgreedVariable>& variables, const std::string& option)
{
  std::vector<std::string> known;
  for (const auto& variable : variables) known.push_back(variable.name);
  for (const auto& [name, value] : given) {
    if (std::ranges::find(known, name) == known.end())
      refuse(option, "variables of the model: " + base::join(known, ", "), name);
  }
}

bool take_site_out(PoolingPlan& plan)
{
  const stats::Formula whole = plan.formula;
  plan.formula = formula_without(whole, plan.roles.site);
  const auto removed = whole.terms.size() - plan.formula.terms.size();
  const bool main_effect = std::ranges::any_of(whole.terms, [&](const auto& term) {
    return stats::same_term(term, {{plan.roles.site, 1}});
  });
  if (removed > (main_effect ? 1U : 0U)) {
    throw base::UsageError("sums of sites know the site as a main effect only, not in products",
                           {.field = "group.model", .found = plan.model});
  }
  return main_effect;
}

}  // namespace

PoolingPlan make_plan(const std::string& model, const stats::ContrastText& contrast, const std::string& centres,
                      const std::string& levels, const RoleNames& roles)
{
  PoolingPlan plan{.model = model, .contrast = contrast, .roles = roles, .formula = stats::parse_formula(model), .variables = {}};
  if (contrast.expression.starts_with("F("))
    throw base::UsageError("pooled sums answer a difference or a column, not an F test",
                           {.field = "group.contrast", .found = contrast.expression});
  plan.has_site = take_site_out(plan);
  const auto centre = centres_of(centres);
  const auto agreed_levels = levels_of(levels, roles.group);
  for (const auto& name : stats::variables_of(plan.formula)) {
    AgreedVariable variable{.name = name};
    if (const auto found = agreed_levels.find(name); found != agreed_levels.end()) variable.levels = found->second;
    if (const auto found = centre.find(name); found != centre.end() && !variable.is_factor())
      variable.centre = found->second;
    plan.variables.push_back(std::move(variable));
  }
  require_names_of_model(named_values(centres, ',', centre_option, ""), plan.variables, centre_option);
  require_names_of_model(named_values(levels, ';', levels_option, ""), plan.variables, levels_option);
  return plan;
}

std::string centres_text(const PoolingPlan& plan)
{
  std::vector<std::string> parts;
  for (const auto& variable : plan.variables) {
    if (!variable.is_factor()) parts.push_back(variable.name + "=" + base::format_number(variable.centre));
  }
  return base::join(parts, ",");
}

std::string levels_text(const PoolingPlan& plan)
{
  std::vector<std::string> parts;
  for (const auto& variable : plan.variables) {
    if (variable.is_factor()) parts.push_back(variable.name + "=" + base::join(variable.levels, ","));
  }
  return base::join(parts, ";");
}

}  // namespace dmn::sites
