#include "stats/pipeline_settings.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace dmn::stats {

std::string settings_beyond(const std::string& pipeline, const std::string& other)
{
  if (pipeline.empty()) return "ready-made matrices";
  const auto known = base::split(other, '\n');
  std::vector<std::string> settings = base::split(pipeline, '\n');
  std::erase_if(settings,
                [&](const auto& line) { return line.empty() || std::ranges::find(known, line) != known.end(); });
  return settings.empty() ? "no further setting" : base::join(settings, "; ");
}

}  // namespace dmn::stats
