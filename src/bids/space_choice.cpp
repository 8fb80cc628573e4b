#include "base/error.hpp"
#include "bids/image_runs.hpp"

namespace dmn::bids {
namespace {

constexpr std::string_view first_space = "MNI152NLin2009cAsym";
constexpr std::string_view second_space = "MNI152NLin6Asym";
constexpr std::string_view resolution_mark = ":res-";

}  // namespace

bool SpaceChoice::matches(const Entities& entities) const
{
  return entities.space == name && (!resolution || entities.resolution == *resolution);
}

std::vector<SpaceChoice> parse_space(const std::string& text)
{
  if (text.empty()) return {{std::string(first_space), std::nullopt}, {std::string(second_space), std::nullopt}};
  SpaceChoice choice{.name = text, .resolution = std::nullopt};
  if (const auto mark = text.find(resolution_mark); mark != std::string::npos) {
    choice.name = text.substr(0, mark);
    choice.resolution = text.substr(mark + resolution_mark.size());
    if (*choice.resolution == "native") choice.resolution = "";
  }
  if (choice.name != first_space && choice.name != second_space)
    throw base::UsageError(
        "a space that the regions are not defined in",
        {.field = "input.space",
         .expected = "MNI152NLin2009cAsym or MNI152NLin6Asym, with :res-LABEL where there are several",
         .found = text});
  return {choice};
}

}  // namespace dmn::bids
