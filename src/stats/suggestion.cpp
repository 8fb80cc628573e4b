#include "stats/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace dmn::stats {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known)
{
  const auto same_letters = [&](const std::string& name) { return base::lower(name) == base::lower(word); };
  const auto found = std::ranges::find_if(known, same_letters);
  const std::string near = found == known.end() ? base::nearest(word, known) : *found;
  return near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near);
}

}  // namespace dmn::stats
