#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/contrast.hpp"

namespace dmn::stats {
namespace {

constexpr std::size_t max_contrast_length = 1024;

bool may_name_a_folder(std::string_view name)
{
  if (name.empty() || name.front() == '.' || name.front() == '-') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  });
}

}  // namespace

ContrastText parse_contrast(std::string_view text)
{
  const auto colon = text.find(':');
  const std::string_view name = base::trim(text.substr(0, colon));
  const std::string_view expression = colon == std::string_view::npos ? "" : base::trim(text.substr(colon + 1));
  if (text.size() > max_contrast_length || expression.empty()) {
    throw base::UsageError(
        fmt::format("contrast \"{}\": expected \"name: patient - control\", \"name: COLUMN\", "
                    "\"name: COLUMN:COLUMN\" or \"name: F(FACTOR)\"",
                    text.substr(0, 80)));
  }
  if (!may_name_a_folder(name)) {
    throw base::UsageError(fmt::format(
        "contrast \"{}\": its name becomes a folder and may hold letters, digits, \"_\", \"-\" and \".\" only", text));
  }
  return {std::string(name), std::string(expression)};
}

ContrastText default_contrast(const Design& design)
{
  const ModelVariable* group = design.find_role(Role::group);
  if (group != nullptr && group->find_level("patient") >= 0 && group->find_level("control") >= 0) {
    return {"patient-control", "patient - control"};
  }
  const std::string known = group == nullptr
                                ? "the model has no group"
                                : fmt::format("the levels of {} are {}", group->name, base::join(group->levels, ", "));
  throw base::DesignError(fmt::format(
      "no contrast is given and \"patient - control\" does not apply: {}; give one, as in \"name: A - B\"", known));
}

}  // namespace dmn::stats
